using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Cookies;
using Cloakroom.Edge.Routing;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Guard;

/// <summary>What a configuration means to the guard. Never changes; a reload puts another in its place, and a request keeps the one that it began with.</summary>
internal sealed class GuardPolicy
{
    public GuardPolicy(EdgeOptions options)
    {
        Rules = options.Rules;
        Binding = options.Binding;
        Routes = new RouteTable(options.Routes);
        IsBehindCdn = options.Routes.BehindCdn;
        AdoptsUntil = options.Adoption.Until;
        VisitLifetime = options.Store.IssueRetention;
        BindingName = options.Binding.Name ?? (options.Binding.Domain is null ? "__Host-cloakroom-edge" : "__Secure-cloakroom-edge");
        PlainBindingName = BindingName.Replace("__Host-", "", StringComparison.Ordinal).Replace("__Secure-", "", StringComparison.Ordinal);
        Cookies = new GuardedCookies(options.Cookies, BindingName, PlainBindingName);
    }

    public EdgeRuleOptions Rules { get; }

    public BindingOptions Binding { get; }

    public RouteTable Routes { get; }

    public GuardedCookies Cookies { get; }

    public bool IsBehindCdn { get; }

    /// <summary>Until when unsealed cookies are accepted; null for never.</summary>
    public DateTimeOffset? AdoptsUntil { get; }

    /// <summary>How long what a browser has got on its first visit opens: while it is remembered who has signed in with it.</summary>
    public TimeSpan VisitLifetime { get; }

    /// <summary>The binding's name where browsers speak https.</summary>
    public string BindingName { get; }

    /// <summary>And where they do not: no prefix, since browsers refuse those without <c>Secure</c>.</summary>
    public string PlainBindingName { get; }

    /// <summary>Whether sealed cookies need their binding to open; else it is compared and reported.</summary>
    public bool IsBound => Rules.ForeignBinding == RuleMode.Enforce;
}
