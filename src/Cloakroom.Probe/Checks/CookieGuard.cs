namespace Cloakroom.Probe.Checks;

/// <summary>Which cookies carry a session, and which may well have one value for all. Grows while it is read.</summary>
/// <param name="guarded">Names, with <c>*</c>.</param>
/// <param name="shared">Names, with <c>*</c>.</param>
internal sealed class CookieGuard(IEnumerable<string> guarded, IEnumerable<string> shared)
{
    /// <summary>Load balancers give the same to all who go to the same server.</summary>
    private static readonly string[] Affinity =
        ["ARRAffinity*", "BIGipServer*", "SERVERID*", "ROUTEID", "akaalb_*", "GCLB", "AWSALBTG*", "X-Oracle-BMC-LBS-Route", "SRV", "stickounet"];

    private readonly Wildcard[] _shared = [.. shared.Concat(Affinity).Select(name => new Wildcard(name))];
    private volatile Wildcard[] _guarded = [.. guarded.Select(name => new Wildcard(name))];

    public bool IsGuarded(string name) => Any(_guarded, name);

    public bool IsShared(string name) => Any(_shared, name);

    /// <summary>Takes in names that were found to carry a session. Not by two at once.</summary>
    public void Add(IEnumerable<string> names) => _guarded = [.. _guarded, .. names.Where(name => !IsGuarded(name)).Select(name => new Wildcard(name))];

    private static bool Any(Wildcard[] patterns, string name)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(name)) return true;
        }

        return false;
    }
}
