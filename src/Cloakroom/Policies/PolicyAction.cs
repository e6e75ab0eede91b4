using Cloakroom.Control;

namespace Cloakroom.Policies;

/// <summary>That a policy has acted on an incident, or would have.</summary>
internal sealed record PolicyAction
{
    /// <summary>Stands before the policy's name where the audit trail says who it was.</summary>
    public const string Actor = "cloakroom policy ";

    /// <summary>In the audit trail: the policy only observes.</summary>
    public const string WouldHave = "would have acted: ";

    public required string IncidentId { get; init; }

    public required Policy Policy { get; init; }

    /// <summary>False when it only observed.</summary>
    public required bool HasActed { get; init; }

    /// <summary>When, UTC, millisecond precision.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The machine.</summary>
    public required string Node { get; init; }

    /// <summary>How many owners the incident had then.</summary>
    public required long Owners { get; init; }

    /// <summary>Of how many of them something had been served.</summary>
    public required long ExposedOwners { get; init; }

    /// <summary>Which threshold it was, in words.</summary>
    public required string Threshold { get; init; }

    /// <summary>Who it was, for the audit trail.</summary>
    public string By => $"{Actor}{Policy.Code()}@{Node}";

    /// <summary>Why, for the audit trail.</summary>
    public string Why => FormattableString.Invariant($"incident {IncidentId}: {ExposedOwners} exposed, {Owners} involved; threshold {Threshold}");

    /// <summary>The mode to put in force; null when it is not about a mode, or only observed.</summary>
    public ModeState? Tightened => HasActed && Policy.Mode() is { } mode ? new ModeState(mode, By, Why, At) : null;

    /// <summary>The line of the audit trail, where it sets no mode.</summary>
    /// <param name="current">The mode in force.</param>
    public ControlEntry Audit(CloakroomMode current) => new(
        At,
        !HasActed ? WouldHave + Policy.Code() : Policy.Mode() is null ? Policy.Code() : $"{Policy.Code()}: the mode is {current} already",
        By,
        Why);
}
