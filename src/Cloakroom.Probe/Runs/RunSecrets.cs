using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Markers;

namespace Cloakroom.Probe.Runs;

/// <summary>All secrets of a run as they are now: markers, values of accounts, cookies.</summary>
internal sealed class RunSecrets(IReadOnlyList<Account> accounts, MarkerBook markers) : ISecretForms
{
    private KnownSecrets _known = new();
    private long _version = -1;

    public IEnumerable<SecretForm> All() => Known().All();

    public bool IsSecret(string text) => Known().IsSecret(text);

    private KnownSecrets Known()
    {
        // Gathering them takes its time, and every address that is new is looked at.
        var version = markers.Version;
        if (Interlocked.Exchange(ref _version, version) != version)
            Volatile.Write(ref _known, KnownSecrets.Of(accounts, markers.All));
        return Volatile.Read(ref _known);
    }
}
