using Cloakroom.Control;

namespace Cloakroom.Cli.Control;

/// <summary><c>cloakroom history</c>.</summary>
internal static class HistoryReport
{
    public static async Task<int> WriteAsync(
        ControlSetting setting, ControlSession session, ControlFormat format, int last, CancellationToken cancellationToken)
    {
        var history = await session.Calls.ReadAsync("read-history", token => session.Store.ReadHistoryAsync(last, token), cancellationToken);
        if (format == ControlFormat.Json) ControlJson.Write(setting.Terminal, new { changes = history });
        else if (history.Count == 0) setting.Terminal.Out.WriteLine("Nothing was ever changed.");
        else foreach (var entry in history) setting.Terminal.Out.WriteLine(Line(entry));
        return ExitCode.Success;
    }

    public static string Line(ControlEntry entry) =>
        $"{Text.Time(entry.At)}  {Text.Printable(entry.Action)}, by {Text.Printable(entry.By)}: {Text.Printable(entry.Why)}";
}
