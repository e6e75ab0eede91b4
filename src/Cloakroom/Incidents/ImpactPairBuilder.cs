using Cloakroom.Journal;

namespace Cloakroom.Incidents;

/// <summary>Gathers what is known of one owner and one receiver.</summary>
internal sealed class ImpactPairBuilder(string? owner, string? receiver)
{
    private readonly SortedSet<MixupKind> _kinds = [];
    private readonly SortedSet<string> _routes = new(StringComparer.Ordinal);
    private readonly List<string> _traces = [];
    private DateTimeOffset _first = DateTimeOffset.MaxValue;
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private long _requests;
    private long _unsafeRequests;
    private int _servedReports;
    private int _observedReports;
    private int _blockedReports;

    public void Add(Use use)
    {
        Span(use.First, use.Last);
        _requests += use.Count;
        _unsafeRequests += use.UnsafeCount;
        _routes.Add(NameOf(use.Key.Route));
        _traces.AddRange(use.Writes.Select(write => write.Trace.ToString("x32", null)));
    }

    public void Add(Mixup mixup)
    {
        Span(mixup.At, mixup.At);
        _kinds.Add(mixup.Kind);
        if (mixup.Route.Length > 0)
            _routes.Add(mixup.Route);
        if (mixup.Disposition == MixupDisposition.Blocked)
            _blockedReports++;
        else if (IsServing(mixup.Kind))
            _servedReports++;
        else
            _observedReports++;
    }

    public ImpactPair Build(IReadOnlyDictionary<string, MixupParty> parties) => new(
        Party(owner, parties),
        Party(receiver, parties),
        _first,
        _last,
        // Where uses are not recorded, or not any more, each report stands for one request at least.
        Math.Max(_requests, _servedReports),
        _unsafeRequests,
        _blockedReports,
        _observedReports,
        [.. _kinds],
        [.. _routes],
        _traces);

    /// <summary>Whether such a request, when it is not blocked, is answered from the owner's session. A value that is issued twice, or by the flow of another request, shows nothing before it is used.</summary>
    private static bool IsServing(MixupKind kind) => kind is MixupKind.ForeignBinding or MixupKind.ForeignOwner;

    private static MixupParty Party(string? session, IReadOnlyDictionary<string, MixupParty> parties) =>
        session is null ? MixupParty.Unknown : parties.GetValueOrDefault(session) ?? new MixupParty(null, session);

    private static string NameOf(UseRoute route) => route switch
    {
        UseRoute.Static => "static",
        UseRoute.SignIn => "sign-in",
        UseRoute.SignOut => "sign-out",
        _ => "dynamic",
    };

    private void Span(DateTimeOffset first, DateTimeOffset last)
    {
        _first = first < _first ? first : _first;
        _last = last > _last ? last : _last;
    }
}
