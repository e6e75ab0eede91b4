using System.ComponentModel;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Configuration;

/// <summary>Whether each rule acts or only reports.</summary>
internal sealed class EdgeRuleOptions
{
    [Description("A sealed cookie with another browser's binding, or none.")]
    public RuleMode ForeignBinding { get; set; } = RuleMode.Enforce;

    [Description("One session value issued to two browsers, or a value that cannot be a session.")]
    public RuleMode DuplicateIssue { get; set; } = RuleMode.Enforce;

    [Description("A response that the application says it made for another session.")]
    public RuleMode ForeignOwner { get; set; } = RuleMode.Enforce;

    [Description("A guarded Set-Cookie on a static or cacheable response.")]
    public RuleMode CookieOnCacheable { get; set; } = RuleMode.Enforce;

    [Description("A guarded cookie arriving on a static path.")]
    public RuleMode CookieToStatic { get; set; } = RuleMode.Enforce;
}
