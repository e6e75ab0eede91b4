namespace Cloakroom.Replay.Portal;

/// <summary>What differs in the application between scenarios, on both sides alike.</summary>
internal sealed record PortalOptions
{
    /// <summary>How long a personal page takes to make: the database behind it.</summary>
    public TimeSpan PageTime { get; init; }

    /// <summary>How long reports take.</summary>
    public ReportDesk Reports { get; init; } = new();

    /// <summary>The static files; null for none.</summary>
    public string? WebRoot { get; init; }
}
