using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Markers;

namespace Cloakroom.Probe.Runs;

/// <summary>All secrets of a run as they are now: markers, values of accounts, cookies.</summary>
internal sealed class RunSecrets(IReadOnlyList<Account> accounts, MarkerBook markers) : ISecretForms
{
    private readonly Lock _gate = new();
    private KnownSecrets _known = new();
    private long _version = -1;

    public IEnumerable<SecretForm> All() => Known().All();

    public bool IsSecret(string text) => Known().IsSecret(text);

    private KnownSecrets Known()
    {
        // Gathering them takes its time, and every address that is new is looked at.
        var version = markers.Version;
        lock (_gate)
        {
            if (_version != version)
                (_known, _version) = (KnownSecrets.Of(accounts, markers.All), version);
            return _known;
        }
    }
}
