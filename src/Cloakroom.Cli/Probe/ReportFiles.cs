using System.CommandLine;
using Cloakroom.Cli.Control;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Cli.Probe;

/// <summary>The files that a report is written to.</summary>
internal sealed class ReportFiles(ProbeCommandOptions options, ParseResult parsed)
{
    private readonly string? _json = parsed.GetValue(options.Json);
    private readonly string? _html = parsed.GetValue(options.Html);
    private readonly string? _junit = parsed.GetValue(options.Junit);
    private readonly string? _sarif = parsed.GetValue(options.Sarif);

    /// <summary>Whether the JSON goes there, and so nothing else may.</summary>
    public bool IsStandardOutputTaken => _json == "-";

    /// <exception cref="ControlException">One of them could not be written.</exception>
    public void RequireWritable()
    {
        foreach (var file in ((string?[])[_json, _html, _junit, _sarif]).OfType<string>().Where(file => file != "-"))
        {
            try
            {
                var isNew = !File.Exists(file);
                // What an earlier run has written stays until there is something to replace it with.
                File.Open(file, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
                if (isNew) File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ControlException($"{Text.Printable(file)}: cannot be written: {Text.Printable(e.Message)}");
            }
        }
    }

    /// <returns>Whether all could be written.</returns>
    public bool Write(ProbeReport report, FailOn failOn, Terminal terminal)
    {
        if (IsStandardOutputTaken) terminal.Out.Write(JsonReport.Write(report));
        var isWritten = true;
        foreach (var (file, content) in ((string?, Func<string>)[])
            [
                (_json == "-" ? null : _json, () => JsonReport.Write(report)),
                (_html, () => HtmlReport.Write(report)),
                (_junit, () => JunitReport.Write(report, failOn)),
                (_sarif, () => SarifReport.Write(report)),
            ])
        {
            if (file is null) continue;
            try
            {
                File.WriteAllText(file, content());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                terminal.Error.WriteLine($"cloakroom: {Text.Printable(file)}: cannot be written: {Text.Printable(e.Message)}");
                isWritten = false;
            }
        }

        return isWritten;
    }
}
