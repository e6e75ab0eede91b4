namespace Cloakroom.Alerts;

/// <summary>One event on its way to one destination.</summary>
internal sealed record AlertDelivery
{
    /// <summary>What is told.</summary>
    public required AlertEvent Event { get; init; }

    /// <summary>The destination's name.</summary>
    public required string Destination { get; init; }

    public required AlertState State { get; init; }

    /// <summary>When a process first looked for what this destination has to be told, UTC: how long it has been tried counts from here.</summary>
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>How often it was tried, without the attempt under way.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is tried next; of no meaning unless pending.</summary>
    public DateTimeOffset NextAt { get; init; }

    /// <summary>What the destination said last; null before the first attempt. Without secrets.</summary>
    public string? Answer { get; init; }

    /// <summary>When it was delivered or given up.</summary>
    public DateTimeOffset? SettledAt { get; init; }
}
