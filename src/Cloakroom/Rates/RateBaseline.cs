namespace Cloakroom.Rates;

/// <summary>Compares the last five minutes of one signal with the two hours before. Knows no clock: who closes a minute says so.</summary>
/// <remarks>
/// The past gives a share and how restless it was. From both follows how likely so many are by chance; <see cref="Chance"/> is where a notice begins. Minutes of
/// an alarm are no past, so that what goes on does not become usual at once; after an hour of it there is too little past left, and what is then is learned anew.
/// </remarks>
internal sealed class RateBaseline(RateModel model)
{
    /// <summary>Of which so many minutes are compared.</summary>
    public const int WindowMinutes = 5;

    /// <summary>With so many.</summary>
    public const int PastMinutes = 120;

    /// <summary>Of which there must be so many.</summary>
    public const int LearningMinutes = 60;

    /// <summary>So many quiet minutes end an alarm; until then there is no second notice.</summary>
    public const int QuietMinutes = 15;

    /// <summary>The probability, by the model, of a notice in a minute in which all is as before.</summary>
    public const double Chance = 1e-5;

    // Blocks of five minutes tell the restlessness from few values, so that it is taken for more than it seems.
    private const double RestlessnessMargin = 1;
    private const int Size = WindowMinutes + PastMinutes;

    private static readonly double LogChance = Math.Log(Chance);

    private readonly RateCount[] _minutes = new RateCount[Size];
    private readonly bool[] _isAlarm = new bool[Size];
    private int _next;
    private int _filled;
    private int _quiet = QuietMinutes;

    /// <summary>Whether an alarm has begun and not ended.</summary>
    public bool IsAlarmed => _quiet < QuietMinutes;

    /// <summary>Takes the next minute.</summary>
    /// <returns>An alarm that begins; null mostly.</returns>
    public RateAlarm? Close(RateCount minute)
    {
        _minutes[_next] = minute;
        _isAlarm[_next] = false;
        _next = (_next + 1) % Size;
        _filled = Math.Min(_filled + 1, Size);

        var wasAlarmed = IsAlarmed;
        var alarm = Judge();
        if (alarm is null)
        {
            _quiet = Math.Min(_quiet + 1, QuietMinutes);
            return null;
        }

        _quiet = 0;
        for (var age = 0; age < WindowMinutes; age++)
            _isAlarm[IndexOf(age)] = true;
        return wasAlarmed ? null : alarm;
    }

    private RateAlarm? Judge()
    {
        var window = default(RateCount);
        for (var age = 0; age < WindowMinutes && age < _filled; age++)
            window += _minutes[IndexOf(age)];
        // Most minutes are done here.
        if (_filled < WindowMinutes + LearningMinutes || window.Observed < model.MinCount || window.Share < model.MinShare)
            return null;

        var past = Past(out var minutes);
        if (minutes < LearningMinutes || past.Of == 0)
            return null;
        // Half a cluster more than was seen: never having seen any is no proof that there are none.
        var share = (past.Observed + (model.Cluster / 2)) / past.Of;
        var expected = share * window.Of;
        if (window.Observed <= expected)
            return null;
        var variation = (model.Spread * model.Spread) + (RestlessnessMargin * Restlessness(share)) + (model.Cluster / (past.Observed + (model.Cluster / 2)));
        return GammaPoisson.LogTailBound(window.Observed / model.Cluster, expected / model.Cluster, variation) < LogChance ? new RateAlarm(window, past, expected) : null;
    }

    private RateCount Past(out int minutes)
    {
        var past = default(RateCount);
        minutes = 0;
        for (var age = WindowMinutes; age < _filled; age++)
        {
            if (_isAlarm[IndexOf(age)])
                continue;
            past += _minutes[IndexOf(age)];
            minutes++;
        }

        return past;
    }

    /// <summary>How much the share has changed from five minutes to five minutes, beyond what clusters explain: a variance relative to the share's square.</summary>
    private double Restlessness(double share)
    {
        var (excess, scale) = (0.0, 0.0);
        for (var first = WindowMinutes; first < _filled; first += WindowMinutes)
        {
            var block = default(RateCount);
            for (var age = first; age < Math.Min(first + WindowMinutes, _filled); age++)
            {
                if (!_isAlarm[IndexOf(age)])
                    block += _minutes[IndexOf(age)];
            }

            var expected = share * block.Of;
            excess += ((block.Observed - expected) * (block.Observed - expected)) - (model.Cluster * expected);
            scale += expected * expected;
        }

        return scale > 0 ? Math.Max(0, excess / scale) : 0;
    }

    private int IndexOf(int age) => (_next - 1 - age + (2 * Size)) % Size;
}
