using System.Globalization;

namespace Cloakroom.Probe.Transport;

/// <summary>What the probe may ask, and how much.</summary>
internal sealed record MannersOptions
{
    public required Uri Target { get; init; }

    /// <summary>Beside the target's; see <see cref="AllowedHosts"/>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Paths that are never asked, as <see cref="RobotsRules.Of"/> reads them.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>50; infinity for no limit.</summary>
    public double RequestsPerSecond { get; init; } = 50;

    /// <summary>Of the whole run. 20,000.</summary>
    public long TotalRequests { get; init; } = 20_000;

    /// <summary>Received in the whole run. 4 GB.</summary>
    public long TotalBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>A host that gives no answer so often, with none in between, is asked no more. 20.</summary>
    public int FailuresInARow { get; init; } = 20;

    /// <summary>Of a <c>Retry-After</c>, so much is waited at most. 2 minutes.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What is wrong, one line each with the remedy; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (!Target.IsAbsoluteUri || Target.Scheme is not ("http" or "https"))
            problems.Add("The target has to be an address such as https://staging.example.com.");
        else
            problems.AddRange(AllowedHosts.Problems(Target, Hosts));
        _ = RobotsRules.Of(Exclude, out var exclusions);
        problems.AddRange(exclusions);
        if (!(RequestsPerSecond > 0))
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"The rate is {RequestsPerSecond} requests a second; it has to be more than 0."));
        if (TotalRequests < 1)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"The total is {TotalRequests} requests; it has to be at least 1."));
        if (TotalBytes < 1)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"The total is {TotalBytes} bytes; it has to be at least 1."));
        if (FailuresInARow < 1)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{nameof(FailuresInARow)} is {FailuresInARow}; it has to be at least 1."));
        if (LongestPause < TimeSpan.Zero)
            problems.Add($"{nameof(LongestPause)} is {LongestPause}; it cannot be less than nothing.");
        return problems;
    }
}
