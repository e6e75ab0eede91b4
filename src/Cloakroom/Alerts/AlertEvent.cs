using Cloakroom.Incidents;

namespace Cloakroom.Alerts;

/// <summary>One thing that people are told, once.</summary>
internal sealed record AlertEvent
{
    /// <summary>22 characters, the same for the same thing however often it is sent: receivers tell repetitions by it.</summary>
    public required string Id { get; init; }

    /// <summary>What happened.</summary>
    public required AlertEventKind Kind { get; init; }

    /// <summary>When, UTC, millisecond precision.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The incident as it was then, so that every attempt says the same.</summary>
    public required Incident Incident { get; init; }

    /// <summary>For <see cref="AlertEventKind.Escalated"/> only.</summary>
    public AlertEscalation? Escalation { get; init; }
}
