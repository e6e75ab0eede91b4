using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Incidents;

/// <summary>Puts together who saw whom: the uses tell how often, the mix-ups tell who they are and what was blocked.</summary>
internal sealed class ImpactReader(IMixupStore mixups, IUseStore uses)
{
    /// <summary>Of each kind of row; an incident with more is told in parts.</summary>
    public const int MaxRows = 1_000_000;

    /// <param name="from">From when on; uses are told by the minute.</param>
    /// <param name="to">Until when.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Impact> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => ReadAsync(from, to, MaxRows, true, cancellationToken);

    /// <summary>A part of it, for whoever does not wait: the first rows, and without <see cref="Impact.InUse"/>, for which every sum of the interval is looked at.</summary>
    /// <param name="from">From when on.</param>
    /// <param name="to">Until when.</param>
    /// <param name="max">Rows of each kind.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Impact> ReadPartAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken cancellationToken) => ReadAsync(from, to, max, false, cancellationToken);

    private async Task<Impact> ReadAsync(DateTimeOffset from, DateTimeOffset to, int max, bool countsInUse, CancellationToken cancellationToken)
    {
        var read = await mixups.ReadMixupsAsync(from, max, cancellationToken);
        var all = read.Where(mixup => mixup.At <= to && mixup.Kind != MixupKind.Canary).ToList();
        var reports = all.FindAll(mixup => !mixup.IsByProbe());
        var foreign = await uses.ReadForeignUsesAsync(from, to, max, cancellationToken);

        var pairs = new Dictionary<(string?, string?), ImpactPairBuilder>();
        foreach (var use in foreign)
            PairOf(pairs, NameOf(use.Key.Session), NameOf(use.Key.Presenter)).Add(use);
        foreach (var mixup in reports.Where(mixup => IsBetweenParties(mixup.Kind)))
            PairOf(pairs, NameOf(mixup.Owner), NameOf(mixup.Presenter)).Add(mixup);

        var possible = reports
            .Where(mixup => !IsBetweenParties(mixup.Kind) && mixup.Disposition == MixupDisposition.Exposed)
            .GroupBy(mixup => (mixup.Kind, mixup.Route))
            .Select(group => new PossibleLeak(group.Key.Kind, group.Key.Route, group.Min(mixup => mixup.At), group.Max(mixup => mixup.At), group.Count()));
        var parties = PartiesOf(reports);
        return new Impact(
            from,
            to,
            [.. pairs.Values.Select(pair => pair.Build(parties)).OrderBy(pair => pair.Class).ThenBy(pair => pair.First)],
            [.. possible.OrderBy(leak => leak.First)],
            countsInUse ? await uses.CountUsesAsync(from, to, cancellationToken) : default,
            // Oldest first, and not only those of the interval: one that is past its end tells that all of it was read.
            (read.Count < max || read[^1].At > to) && foreign.Count < max)
        {
            Probed = [.. Probed(all).OrderBy(leak => leak.First)],
        };
    }

    private static IEnumerable<ProbedLeak> Probed(List<Mixup> reports) => reports
        .Where(mixup => mixup.IsByProbe())
        .GroupBy(mixup => (mixup.Kind, mixup.Route, Owner: mixup.Owner.Subject, Receiver: mixup.Presenter.Subject))
        .Select(group => new ProbedLeak(group.Key.Kind, group.Key.Route, group.Key.Owner, group.Key.Receiver, group.Min(mixup => mixup.At), group.Max(mixup => mixup.At), group.Count()));

    private static ImpactPairBuilder PairOf(Dictionary<(string?, string?), ImpactPairBuilder> pairs, string? owner, string? receiver)
    {
        if (!pairs.TryGetValue((owner, receiver), out var pair))
            pairs.Add((owner, receiver), pair = new ImpactPairBuilder(owner, receiver));
        return pair;
    }

    /// <summary>The other kinds say that something left, or arrived, where it must not; not whose.</summary>
    private static bool IsBetweenParties(MixupKind kind) => kind is not (MixupKind.CookieOnCacheable or MixupKind.CookieToStatic or MixupKind.ForeignRecord);

    private static string? NameOf(UInt128 bits) => bits == 0 ? null : PublicId.OfBits(bits);

    /// <summary>A browser by its binding, where that is known: a value of its session may be another's as well, or another one with the next click.</summary>
    private static string? NameOf(MixupParty party) =>
        party.Subject?.StartsWith(MixupParty.Browser, StringComparison.Ordinal) == true ? party.Subject[MixupParty.Browser.Length..] : party.SessionId;

    private static Dictionary<string, MixupParty> PartiesOf(List<Mixup> reports)
    {
        var parties = new Dictionary<string, MixupParty>(StringComparer.Ordinal);
        foreach (var party in reports.SelectMany(mixup => new[] { mixup.Owner, mixup.Presenter }))
        {
            if (NameOf(party) is { } name && party.Subject is not null)
                parties[name] = party with { SessionId = name };
        }

        return parties;
    }
}
