using System.Globalization;

namespace Cloakroom.Probe.Accounts;

/// <summary>Dates as cookies have them, in any of the forms that browsers take (RFC 6265bis section 5.1.1).</summary>
internal static class CookieDate
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <returns>Null when it is no date.</returns>
    public static DateTimeOffset? Parse(string text)
    {
        (int Hour, int Minute, int Second)? time = null;
        int? day = null, month = null, year = null;
        foreach (var token in text.Split(Delimiters, StringSplitOptions.RemoveEmptyEntries))
        {
            if (time is null && Time(token) is { } found)
                time = found;
            else if (day is null && Digits(token, 1, 2) is { } d)
                day = d;
            else if (month is null && token.Length >= 3 && Array.IndexOf(Months, token[..3].ToLowerInvariant()) is >= 0 and var m)
                month = m + 1;
            else if (year is null && Digits(token, 2, 4) is { } y)
                year = y switch { >= 70 and <= 99 => y + 1900, <= 69 => y + 2000, _ => y };
        }

        if (time is not { Hour: <= 23, Minute: <= 59, Second: <= 59 } at || year is not >= 1601 || month is null || day is not >= 1 || day > DateTime.DaysInMonth(year.Value, month.Value))
            return null;
        return new DateTimeOffset(year.Value, month.Value, day.Value, at.Hour, at.Minute, at.Second, TimeSpan.Zero);
    }

    // %x09 / %x20-2F / %x3B-40 / %x5B-60 / %x7B-7E: all but digits, letters, the colon and what is not text.
    private static readonly char[] Delimiters =
        [.. Enumerable.Range(0, 0x7f).Where(c => c is 9 or (>= 0x20 and <= 0x2f) or (>= 0x3b and <= 0x40) or (>= 0x5b and <= 0x60) or (>= 0x7b and <= 0x7e)).Select(c => (char)c)];

    private static (int Hour, int Minute, int Second)? Time(string token)
    {
        var parts = token.Split(':');
        return parts.Length == 3 && Number(parts[0]) is { } hour && Number(parts[1]) is { } minute && Digits(parts[2], 1, 2) is { } second ? (hour, minute, second) : null;

        static int? Number(string part) => part.Length is 1 or 2 && part.All(char.IsAsciiDigit) ? int.Parse(part, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>The digits at the beginning, that many of them; what follows must not begin with another.</summary>
    private static int? Digits(string token, int least, int most)
    {
        var count = token.TakeWhile(char.IsAsciiDigit).Count();
        return count >= least && count <= most ? int.Parse(token.AsSpan(0, count), CultureInfo.InvariantCulture) : null;
    }
}
