using System.Globalization;

namespace Cloakroom.Rates;

/// <summary>A rate was not as it had been. It names nobody, and nothing follows from it but that somebody may look.</summary>
internal sealed record RateNotice
{
    /// <summary>A public id.</summary>
    public required string Id { get; init; }

    public required RateSignal Signal { get; init; }

    /// <summary>Where it was seen. Each node knows its own requests alone.</summary>
    public required string Node { get; init; }

    /// <summary>The end of the five minutes.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The five minutes.</summary>
    public required RateCount Window { get; init; }

    /// <summary>The two hours before, without what was out of the usual then.</summary>
    public required RateCount Past { get; init; }

    /// <summary>How many there should have been.</summary>
    public required double Expected { get; init; }

    /// <summary>In one sentence.</summary>
    public string Words
    {
        get
        {
            var (counted, of) = Signal.Words();
            var expected = Expected < 0.1 ? "hardly any" : $"about {Expected.ToString(Expected < 10 ? "0.#" : "N0", CultureInfo.InvariantCulture)}";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Window.Observed:N0} {counted} of {Window.Of:N0} {of} ({Percent(Window.Share)}) in {RateBaseline.WindowMinutes} minutes, where {expected} were to be expected: before that it was {Past.Observed:N0} of {Past.Of:N0} ({Percent(Past.Share)}).");
        }
    }

    private static string Percent(double share) => (share * 100).ToString(share is > 0 and < 0.001 ? "0.####" : "0.##", CultureInfo.InvariantCulture) + " %";
}
