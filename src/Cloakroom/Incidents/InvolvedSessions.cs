using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Incidents;

/// <summary>Which sessions an incident is about: those whose value or content somebody else got. The table is in decision 0017.</summary>
internal sealed class InvolvedSessions
{
    private readonly Dictionary<string, DateTimeOffset> _last = new(StringComparer.Ordinal);
    private readonly HashSet<(string?, string?)> _samePerson = [];

    /// <summary>How many mix-ups say that something of somebody's got elsewhere, and not whose it was.</summary>
    public int Unnamed { get; private set; }

    public IReadOnlyCollection<Involvement> All => [.. _last.Select(known => new Involvement(known.Key, known.Value))];

    public void Add(Mixup mixup)
    {
        // The probe's accounts are no one's. What it knows them by is no session's id, and who shares its incident's time has nothing to do with it.
        if (mixup.IsByProbe())
            return;
        if (IsSamePerson(mixup))
        {
            _samePerson.Add((mixup.Owner.SessionId, NameOf(mixup.Presenter)));
            return;
        }

        if (!Involves(mixup))
            return;
        if (mixup.Owner.SessionId is { } owner)
            Add(owner, mixup.At);
        else
            Unnamed++;
        // Code of the one has worked in the request of the other: what it read was the presenter's, what it wrote its own.
        if (mixup is { Kind: MixupKind.CrossFlow, Presenter.SessionId: { } presenter })
            Add(presenter, mixup.At);
    }

    /// <summary>A use of a session by somebody else than its owner. Mix-ups come first: they tell who is who.</summary>
    public void Add(Use use)
    {
        var session = PublicId.OfBits(use.Key.Session);
        if (use.Key.Session != 0 && !_samePerson.Contains((session, PublicId.OfBits(use.Key.Presenter))))
            Add(session, use.Last);
    }

    /// <summary>Two sessions of one person: nobody else got anything.</summary>
    public static bool IsSamePerson(Mixup mixup) => mixup.Owner.Subject is not null && mixup.Owner.Subject == mixup.Presenter.Subject;

    /// <summary>Whether somebody's session, or what it shows, is in other hands by this mix-up.</summary>
    private static bool Involves(Mixup mixup) => mixup.Kind switch
    {
        // The value itself is in another browser, whatever was served for it.
        MixupKind.ForeignBinding or MixupKind.Superseded => true,
        // Two browsers have the value, or have been about to; the application keeps one state for both. A key of the library's is never issued twice.
        MixupKind.DuplicateIssue => mixup.Owner.SessionId is not null || mixup.Disposition == MixupDisposition.Exposed,
        // The fence stops the code before it gets anything. Code that runs for no request is nobody's, and what outlives its request uses its own.
        MixupKind.CrossFlow => mixup is { Disposition: MixupDisposition.Exposed, Owner: { } owner, Presenter: { } presenter }
            && owner != MixupParty.Unknown && presenter != MixupParty.Unknown,
        // A body shows a session and does not give it away. At the edge an owner is named where their cookie came along, and observed it is in the other browser now.
        MixupKind.ForeignOwner => mixup.Disposition == MixupDisposition.Exposed && mixup.Owner.SessionId is not null,
        // A cache may have the cookie; blocked, it was never let out.
        MixupKind.CookieOnCacheable => mixup.Disposition == MixupDisposition.Exposed,
        // Nobody's session: a store that is wrong, or cookies on their way to where they might get into a cache.
        _ => false,
    };

    private static string? NameOf(MixupParty presenter) =>
        presenter.Subject?.StartsWith(MixupParty.Browser, StringComparison.Ordinal) == true ? presenter.Subject[MixupParty.Browser.Length..] : presenter.SessionId;

    private void Add(string id, DateTimeOffset at) => _last[id] = _last.TryGetValue(id, out var known) && known > at ? known : at;
}
