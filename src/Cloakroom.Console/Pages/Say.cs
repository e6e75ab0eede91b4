using System.Globalization;
using Cloakroom.Control;
using Cloakroom.Journal;

namespace Cloakroom.Console.Pages;

/// <summary>Text for people.</summary>
internal static class Say
{
    /// <summary>Without what would change how the text around it reads. Markup is the renderer's to escape.</summary>
    public static string Text(string? text) => Printable.Of(text ?? "");

    public static string Shorten(string? text, int max)
    {
        var shown = Text(text);
        if (shown.Length <= max)
            return shown;
        // Not in the middle of a surrogate pair.
        var end = char.IsHighSurrogate(shown[max - 2]) ? max - 2 : max - 1;
        return string.Concat(shown.AsSpan(0, end), "…");
    }

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of things whose plural has an s.</summary>
    public static string Count(long number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";

    /// <summary>A number that counting stopped at is more than that.</summary>
    public static string AtMost(int number, int max) => number < max ? Number(number) : $"{Number(max)} or more";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Span(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "less than a second",
        { TotalMinutes: < 2 } => Count((long)time.TotalSeconds, "second"),
        { TotalHours: < 2 } => Count((long)time.TotalMinutes, "minute"),
        { TotalDays: < 2 } => Count((long)time.TotalHours, "hour"),
        _ => Count((long)time.TotalDays, "day"),
    };

    public static string Mode(CloakroomMode mode) => mode switch
    {
        CloakroomMode.Open => "Open",
        CloakroomMode.SignInClosed => "Sign-in closed",
        CloakroomMode.ReadOnly => "Read-only",
        _ => "Closed",
    };

    /// <summary>What the signature means, in a line.</summary>
    public static string Kind(MixupKind kind) => kind switch
    {
        MixupKind.ForeignBinding => "A session came from a browser that it does not belong to",
        MixupKind.ForeignRecord => "The store answered with another record than was asked for",
        MixupKind.DuplicateIssue => "One session was about to be given to two browsers",
        MixupKind.CrossFlow => "A request used the session of another request",
        MixupKind.ForeignOwner => "A response was made for another session than the request's",
        MixupKind.CookieOnCacheable => "A session cookie was about to leave where caches may keep it",
        MixupKind.CookieToStatic => "Session cookies arrive where they never should",
        MixupKind.Superseded => "A session came back that had been replaced",
        _ => "The store's self-test read back something wrong",
    };

    /// <summary>The signature by its name.</summary>
    public static string Name(MixupKind kind)
    {
        var code = kind.Code();
        return char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ');
    }

    public static string Disposition(MixupDisposition disposition) => disposition == MixupDisposition.Blocked ? "blocked" : "let through";
}
