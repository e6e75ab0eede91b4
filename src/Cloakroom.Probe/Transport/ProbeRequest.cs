namespace Cloakroom.Probe.Transport;

/// <summary>What is to be sent, in whose name is said elsewhere. Cookies come from the account's jar.</summary>
/// <param name="Url">Absolute.</param>
/// <param name="Tactic">Why it is sent; see <see cref="Plans.Tactic"/>.</param>
internal sealed record ProbeRequest(Uri Url, string Tactic)
{
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    public IReadOnlyList<HeaderField> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>With <see cref="Body"/>.</summary>
    public string? ContentType { get; init; }

    /// <summary>Whether the scenario names it: only then may the method be unsafe.</summary>
    public bool IsFromScenario { get; init; }

    /// <summary>On a connection of its own, closed afterwards.</summary>
    public bool OnFreshConnection { get; init; }

    public HttpProtocol Protocol { get; init; } = HttpProtocol.Http11;

    /// <summary>Gives up that long after sending; null to wait for the answer.</summary>
    public TimeSpan? CancelAfter { get; init; }

    /// <summary>Leave to go without waiting for its turn, together with others; see <see cref="Manners.ReserveAsync"/>.</summary>
    public RateReservation? Reservation { get; init; }

    public CookieKeeping Cookies { get; init; }

    /// <summary>Without the account's cookies, and without keeping those of the answer.</summary>
    public bool WithoutCookies { get; init; }
}
