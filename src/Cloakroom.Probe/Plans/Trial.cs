using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Plans;

/// <summary>Two or more parties at one address, in an order that would show a leak.</summary>
/// <param name="Target">Where.</param>
/// <param name="Tactic">How; see <see cref="Plans.Tactic"/>.</param>
/// <param name="Parties">Who, in order; each may be there more than once. For <see cref="Plans.Tactic.Burst"/> all at once.</param>
internal sealed record Trial(Target Target, string Tactic, IReadOnlyList<Account> Parties)
{
    /// <summary>How long nobody of ours may have asked there, so that what a cache has stored has expired and the first party is the one whose answer is stored.</summary>
    public TimeSpan Rest { get; init; }

    /// <summary>With a query that nothing has seen before, so that the first party is the first whatever was stored.</summary>
    public bool IsCold { get; init; }

    public bool OnFreshConnections { get; init; }

    public HttpProtocol Protocol { get; init; }

    /// <summary>When the first party gives up; null for never.</summary>
    public TimeSpan? GiveUpAfter { get; init; }

    /// <summary>Beyond what a run has to do: made for as long as there is time, and not missed when there is none.</summary>
    public bool IsExtra { get; init; }
}
