using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Findings;

/// <summary>One response in which something is wrong, as the checks tell it. Many make one finding.</summary>
/// <param name="Check">Which check.</param>
/// <param name="Severity">As the check has it for this response.</param>
/// <param name="Received">The response, and to whom.</param>
internal sealed record Sighting(CheckKind Check, Severity Severity, Exchange Received)
{
    /// <summary>Whose it is; null where the check tells none.</summary>
    public string? Owner { get; init; }

    /// <summary>What was seen; null where it is the response as such.</summary>
    public SecretName? Secret { get; init; }

    /// <summary>Where: <c>body at 1234</c>, <c>header Set-Cookie</c>, <c>header Location</c>.</summary>
    public required string Place { get; init; }

    /// <summary>The last exchange before it in which the owner legitimately got the same from the same place; null when there was none.</summary>
    public Exchange? Source { get; init; }

    /// <summary>In words without secrets: what the check expected and what was there.</summary>
    public required string Words { get; init; }

    /// <summary>What it has in common with others of the same cause, beyond check, method and route: the cookie's or the marker's label, mostly.</summary>
    public string Detail { get; init; } = "";
}
