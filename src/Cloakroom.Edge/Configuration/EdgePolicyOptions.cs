using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Cloakroom.Journal;
using Cloakroom.Policies;

namespace Cloakroom.Edge.Configuration;

/// <summary>When one policy acts, and whether it does.</summary>
internal sealed class EdgePolicyOptions
{
    [Description("Off, Observe (write down, once an incident, that it would have acted), Act (once an incident) or AsRule (Act on kinds whose rule is enforced, Observe on the others).")]
    public PolicyMode Mode { get; set; }

    [Description("At so many browsers of whose session something was served to another, within one incident; 0 for never.")]
    [Range(0, 1_000_000)]
    public int Exposed { get; set; }

    [Description("At so many browsers whose session is in mix-ups of one incident, blocked ones too; 0 for never. Anybody can cause those, so that strangers decide when it acts.")]
    [Range(0, 1_000_000)]
    public int Mixups { get; set; }

    [Description("Which kinds count. Default: all but CookieOnCacheable; for quarantine that too.")]
    public IList<PolicyKind> Kinds { get; set; } = [];

    [Description("Whether what cloakroom probe watch finds between its synthetic accounts counts too, each account once. Default: false, so that a test never closes the site.")]
    public bool CountsProbe { get; set; }

    public PolicyOptions ToLibrary() => new() { Mode = Mode, Exposed = Exposed, Mixups = Mixups, CountsProbe = CountsProbe, Kinds = [.. Kinds.Select(kind => Enum.Parse<MixupKind>(kind.ToString()))] };
}
