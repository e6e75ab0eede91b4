using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Checks;

/// <summary>One value of one cookie, and whose it is. Guarded by the lock of <see cref="CookieProvenance"/>.</summary>
/// <param name="owner">Who had it first.</param>
/// <param name="name">Of the cookie.</param>
/// <param name="value">As it came.</param>
/// <param name="first">The exchange that it came with; null when it was brought.</param>
internal sealed class CookieIssue(string owner, string name, string value, Exchange? first)
{
    private const int MaxPaths = 32;

    // Digests of the last paths at which its owner was given it; most have one.
    private List<int>? _paths;
    private int _first;

    /// <summary>False while it was brought only.</summary>
    public bool WasIssued { get; private set; }

    public bool WasIssuedAt(Uri url) => WasIssued && HashOf(url) is var hash && (hash == _first || _paths?.Contains(hash) == true);

    public void NoteIssuedAt(Uri url)
    {
        if (WasIssuedAt(url)) return;
        if (WasIssued)
        {
            _paths ??= [];
            if (_paths.Count == MaxPaths) _paths.RemoveAt(0);
            _paths.Add(HashOf(url));
            return;
        }

        (WasIssued, _first) = (true, HashOf(url));
    }

    /// <summary>Whether it was given to somebody who came before all accounts.</summary>
    public bool IsVisitors { get; set; }

    /// <summary>Whether it may be somebody else's than its owner's: an account that took it for its own would be that other.</summary>
    public bool IsInDoubt { get; set; }

    /// <summary>When its owner had it for the first time, as <see cref="Exchange.Ended"/>; 0 when it was brought.</summary>
    public long FirstEnded { get; } = first?.Ended ?? 0;

    public string Owner => owner;

    public string Name => name;

    public string Value => value;

    /// <summary>The owner's last exchange that issued it; null when it was brought, or long ago.</summary>
    public Exchange? Source { get; set; }

    public List<Exchange> Pending { get; } = [];

    private static int HashOf(Uri url) => url.AbsolutePath.GetHashCode(StringComparison.Ordinal);
}
