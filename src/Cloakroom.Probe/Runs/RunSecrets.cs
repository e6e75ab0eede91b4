using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Markers;

namespace Cloakroom.Probe.Runs;

/// <summary>All secrets of a run as they are now: markers, values of accounts and what they extracted, cookies, and what was given beside.</summary>
internal sealed class RunSecrets(IReadOnlyList<Account> accounts, MarkerBook markers, IReadOnlyList<(string Label, string Value)> given) : ISecretForms
{
    private readonly Lock _gate = new();
    private KnownSecrets _known = new();
    private long _version = -1;

    // Cookies and what is extracted come and go without a new version.
    public IEnumerable<SecretForm> All() => Gather().All();

    public bool IsSecret(string text) => Known().IsSecret(text);

    private KnownSecrets Known()
    {
        // Gathering them takes its time, and every address that is new is looked at.
        var version = markers.Version;
        lock (_gate)
        {
            if (_version != version)
                (_known, _version) = (Gather(), version);
            return _known;
        }
    }

    private KnownSecrets Gather()
    {
        var known = KnownSecrets.Of(accounts, markers.All);
        foreach (var (label, value) in given)
            known.Add("", label, value);
        return known;
    }
}
