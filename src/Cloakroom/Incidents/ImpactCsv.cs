using System.Globalization;
using System.Text.RegularExpressions;
using Cloakroom.Journal;

namespace Cloakroom.Incidents;

/// <summary>Who saw whom as a table for a spreadsheet (RFC 4180): a pair a row.</summary>
internal static partial class ImpactCsv
{
    public static void Write(TextWriter output, Impact impact)
    {
        output.Write("class,owner_subject,owner_session,owner_tenant,receiver_subject,receiver_session,receiver_tenant,first,last,requests,unsafe_requests,blocked_reports,observed_reports,kinds,routes,trace_ids\r\n");
        foreach (var pair in impact.Pairs)
        {
            string[] fields =
            [
                pair.Class.ToString().ToLowerInvariant(),
                Foreign(pair.Owner.Subject),
                pair.Owner.SessionId ?? "",
                Foreign(pair.Owner.Tenant),
                Foreign(pair.Receiver.Subject),
                pair.Receiver.SessionId ?? "",
                Foreign(pair.Receiver.Tenant),
                Iso(pair.First),
                Iso(pair.Last),
                pair.Requests.ToString(CultureInfo.InvariantCulture),
                pair.UnsafeRequests.ToString(CultureInfo.InvariantCulture),
                pair.BlockedReports.ToString(CultureInfo.InvariantCulture),
                pair.ObservedReports.ToString(CultureInfo.InvariantCulture),
                string.Join(' ', pair.Kinds.Select(kind => kind.Code())),
                Foreign(string.Join(' ', pair.Routes)),
                string.Join(' ', pair.Traces),
            ];
            output.Write(string.Join(',', fields.Select(Quoted)) + "\r\n");
        }
    }

    /// <summary>
    /// What others have written must not become a formula in a spreadsheet (OWASP, CSV injection); nor what follows a semicolon, at which spreadsheets of half of the world begin another column,
    /// whatever quotes are around it.
    /// </summary>
    internal static string Foreign(string? text)
    {
        if (text is null or "")
            return "";
        var safe = FormulaOfColumn().Replace(Printable.Of(text), "$1'");
        return text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + safe : safe;
    }

    [GeneratedRegex(@"(;)(?=\s*[""']*\s*[=+\-@])")]
    private static partial Regex FormulaOfColumn();

    // RFC 4180.
    private static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static string Iso(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
