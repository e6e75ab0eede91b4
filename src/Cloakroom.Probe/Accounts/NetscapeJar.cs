using System.Globalization;
using Cloakroom.Probe.Inputs;

namespace Cloakroom.Probe.Accounts;

/// <summary>The cookie jar of curl, wget and browser extensions: seven fields to a line, parted by tabs.</summary>
internal static class NetscapeJar
{
    private const string HttpOnly = "#HttpOnly_";

    /// <exception cref="InputException">All lines that are not understood.</exception>
    public static IReadOnlyList<JarCookie> Parse(string file, string text)
    {
        var problems = new List<InputProblem>();
        var cookies = new List<JarCookie>();
        var number = 0;
        foreach (var whole in text.Split('\n'))
        {
            number++;
            var line = whole.TrimEnd('\r');
            if (line.StartsWith(HttpOnly, StringComparison.Ordinal))
                line = line[HttpOnly.Length..];
            else if (line.StartsWith('#') || line.Trim().Length == 0)
                continue;
            var fields = line.Split('\t');
            // Some leave an empty value out, with its tab.
            if (fields.Length == 6)
                fields = [.. fields, ""];
            if (fields.Length != 7 || fields[0].Length == 0 || Flag(fields[1]) is not { } isWide || Flag(fields[3]) is not { } isSecure || !double.TryParse(fields[4], NumberStyles.Float, CultureInfo.InvariantCulture, out var expires))
            {
                problems.Add(new InputProblem(file, number, null, "is not a line of a Netscape cookie jar.", "It has seven fields, parted by tabs: domain, TRUE or FALSE, path, TRUE or FALSE, seconds since 1970, name, value."));
                continue;
            }

            // Zero means for as long as the browser runs.
            var end = expires <= 0 ? (DateTimeOffset?)null : expires < DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds((long)expires) : DateTimeOffset.MaxValue;
            cookies.Add(new JarCookie(fields[5], fields[6], fields[0].TrimStart('.').ToLowerInvariant(), !isWide, fields[2].StartsWith('/') ? fields[2] : "/", isSecure, end));
        }

        return problems.Count == 0 ? cookies : throw new InputException(problems);
    }

    private static bool? Flag(string text) => text.ToUpperInvariant() switch { "TRUE" => true, "FALSE" => false, _ => null };
}
