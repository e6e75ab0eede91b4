using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>One cause, however often it was seen.</summary>
internal sealed record FindingReport
{
    /// <summary>The same for the same cause in another run: of check, method, route and detail.</summary>
    public required string Id { get; init; }

    /// <summary>As <see cref="CheckKinds.Code"/> has it.</summary>
    public required string Check { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>One sentence.</summary>
    public required string Title { get; init; }

    /// <summary>Path, with what varies in it as <c>*</c>.</summary>
    public required string Route { get; init; }

    /// <summary>Tactics that showed it.</summary>
    public required IReadOnlyList<string> Tactics { get; init; }

    /// <summary>Null where the check tells none.</summary>
    public string? Owner { get; init; }

    public required string Receiver { get; init; }

    /// <summary>Responses in which it was seen.</summary>
    public required long Count { get; init; }

    public required DateTimeOffset First { get; init; }

    public required DateTimeOffset Last { get; init; }

    /// <summary>How often it was tried again, and how often seen then.</summary>
    public required Confirmation Confirmation { get; init; }

    public required Mechanism Mechanism { get; init; }

    /// <summary>What was seen, by name and digest; null where it is the response as such.</summary>
    public string? Secret { get; init; }

    public required string Place { get; init; }

    public required string Words { get; init; }

    /// <summary>The owner's own exchange before it; null when there was none.</summary>
    public ExchangeReport? Source { get; init; }

    public required ExchangeReport Received { get; init; }

    /// <summary>A shell script that does it again, with cookies from the environment.</summary>
    public required string Curl { get; init; }
}

internal sealed record Confirmation(int Tried, int Seen);

/// <param name="Code">Such as <c>cache-replay</c>, <c>collapsed-requests</c>, <c>application</c>.</param>
/// <param name="Words">What has probably happened.</param>
/// <param name="Cache">Which, as far as the headers tell; null when they do not.</param>
/// <param name="Remedy">For that cache, or in general.</param>
/// <param name="Because">The headers and times that speak for it.</param>
internal sealed record Mechanism(string Code, string Words, string? Cache, string Remedy, IReadOnlyList<string> Because);

/// <summary>An exchange, redacted: secrets stand as their names and digests.</summary>
internal sealed record ExchangeReport
{
    public required string Account { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    public required string Url { get; init; }

    public required string Protocol { get; init; }

    public required IReadOnlyList<string> RequestHeaders { get; init; }

    public required int Status { get; init; }

    public required IReadOnlyList<string> Headers { get; init; }

    public required double Milliseconds { get; init; }

    /// <summary>From the source's answer to this one's sending; null for the source itself. Negative while the source was under way.</summary>
    public double? MillisecondsAfterSource { get; init; }

    public required int BodyBytes { get; init; }

    /// <summary>SHA-256, so that two bodies can be compared; empty for none.</summary>
    public required string BodyDigest { get; init; }

    /// <summary>Around what was seen, redacted; empty when it was in a header.</summary>
    public required string BodyExcerpt { get; init; }
}
