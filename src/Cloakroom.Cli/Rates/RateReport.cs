using Cloakroom.Cli.Control;
using Cloakroom.Rates;

namespace Cloakroom.Cli.Rates;

/// <summary>Rate notices in words and as JSON.</summary>
internal static class RateReport
{
    public static void WriteList(Terminal terminal, IReadOnlyList<RateNotice> notices, ControlFormat format)
    {
        if (format == ControlFormat.Json)
        {
            ControlJson.Write(terminal, new { rates = notices.Select(Document) });
            return;
        }

        if (notices.Count == 0) terminal.Out.WriteLine("No rate was out of the usual, as far as is recorded.");
        foreach (var notice in notices) terminal.Out.WriteLine(Line(notice));
    }

    public static string Line(RateNotice notice) => $"{Text.Time(notice.At)}  {notice.Signal.Code()} on {Text.Printable(notice.Node)}: {notice.Words}";

    public static object Document(RateNotice notice) => new
    {
        notice.Id,
        signal = notice.Signal.Code(),
        notice.Node,
        notice.At,
        notice.Window.Observed,
        notice.Window.Of,
        notice.Expected,
        pastObserved = notice.Past.Observed,
        pastOf = notice.Past.Of,
        notice.Words,
    };
}
