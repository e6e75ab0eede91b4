using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>One cause, however often and in however many ways it was seen.</summary>
internal sealed record FindingReport
{
    /// <summary>The same for the same cause in another run: of method, route, whether somebody got what is another's, and whether by path variants only.</summary>
    public required string Id { get; init; }

    /// <summary>Of other findings that this one stands for, as they have the same cause: what they would be called if this one were not there.</summary>
    public IReadOnlyList<string> StandsFor { get; init; } = [];

    /// <summary>Of the sign that tells most, as <see cref="CheckKinds.Code"/> has it.</summary>
    public required string Check { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>One sentence.</summary>
    public required string Title { get; init; }

    /// <summary>Path, with what varies in it as <c>*</c>. Of the page, where it was seen at its path variants.</summary>
    public required string Route { get; init; }

    /// <summary>All the ways in which it shows, the one that tells most first.</summary>
    public IReadOnlyList<SignReport> Signs { get; init; } = [];

    /// <summary>Where it was seen, most often first, path variants last.</summary>
    public IReadOnlyList<AddressReport> Addresses { get; init; } = [];

    /// <summary>Whether there were more than are listed.</summary>
    public bool HasMoreAddresses { get; init; }

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

/// <param name="Check">As <see cref="CheckKinds.Code"/> has it.</param>
/// <param name="Severity">The worst.</param>
/// <param name="What">Such as <c>cookie sid</c>.</param>
/// <param name="Place">Where in the response.</param>
/// <param name="Words">What the check expected and what was there.</param>
/// <param name="Secret">By name and digest; null where it is the response as such.</param>
/// <param name="Count">Responses.</param>
/// <param name="Mechanism">Where it came apart from the others and is not the finding's: then it may be another cause at the same route. Otherwise null.</param>
internal sealed record SignReport(string Check, Severity Severity, string What, string Place, string Words, string? Secret, long Count, string? Mechanism);

/// <param name="Path">Path and query.</param>
/// <param name="IsVariant">Whether it is a path variant of the route.</param>
/// <param name="Count">Responses.</param>
internal sealed record AddressReport(string Path, bool IsVariant, long Count);

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
