using Cloakroom.Journal;

namespace Cloakroom.Incidents;

/// <summary>Mix-ups that belong together.</summary>
/// <remarks>Stores count in it as they append, so that what is shown never depends on reading a million mix-ups.</remarks>
internal sealed record Incident
{
    /// <summary>22 characters. That of the mix-up that opened it, so that a repeated report is known for the opening one; of its own when opened by hand.</summary>
    public required string Id { get; init; }

    /// <summary>When it was opened, UTC, millisecond precision.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Null for one that a mix-up opened.</summary>
    public IncidentOpening? ByHand { get; init; }

    /// <summary>Null as long as it has no mix-up.</summary>
    public IncidentCause? Cause { get; init; }

    /// <summary>The earliest mix-up.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>The latest mix-up.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>How many mix-ups.</summary>
    public long Mixups { get; init; }

    /// <summary>In how many of them something was served.</summary>
    public long Exposed { get; init; }

    /// <summary>How many different owners its mix-ups have (<see cref="IncidentOwner"/>); those of before layout 6 are not among them. Policies go by it.</summary>
    public long Owners { get; init; }

    /// <summary>Of how many of them something was served.</summary>
    public long ExposedOwners { get; init; }

    /// <summary>Null while it is open.</summary>
    public IncidentClosing? Closing { get; init; }

    public IncidentStatus Status => Closing is null ? IncidentStatus.Open : IncidentStatus.Closed;

    /// <summary>The beginning of what is to be looked at: the first mix-up, or what was said at the opening if that is earlier.</summary>
    public DateTimeOffset From => ByHand is { From: var said } && !(First < said) ? said : First ?? OpenedAt;

    /// <summary>The end of what is to be looked at.</summary>
    public DateTimeOffset To => ByHand is { To: var said } && !(Last > said) ? said : Last ?? OpenedAt;

    /// <summary>Until when uses belong to it: who goes on within a minute of a report is not reported again.</summary>
    public DateTimeOffset UsesTo => Last + MixupJournal.RepeatWindow is { } silent && silent > To ? silent : To;

    public static Incident OpenedBy(Mixup mixup) => new Incident { Id = mixup.Id, OpenedAt = mixup.At }.With(mixup, IncidentOwner.First(mixup));

    public Incident With(Mixup mixup, IncidentOwner owner = default) => this with
    {
        Cause = Cause ?? new IncidentCause(mixup.Kind, mixup.Route, mixup.Node),
        First = First < mixup.At ? First : mixup.At,
        Last = Last > mixup.At ? Last : mixup.At,
        Mixups = Mixups + 1,
        Exposed = Exposed + (mixup.Disposition == MixupDisposition.Exposed ? 1 : 0),
        Owners = Owners + (owner.IsNew ? 1 : 0),
        ExposedOwners = ExposedOwners + (owner.IsNewlyExposed ? 1 : 0),
    };
}
