using System.CommandLine;
using Cloakroom.Cli.Control;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Cli.Probe;

/// <summary>The files that a report is written to.</summary>
internal sealed class ReportFiles
{
    private const string StandardOutput = "-";

    private readonly IReadOnlyList<(string Option, string File, Func<ProbeReport, FailOn, string> Write)> _files;

    public ReportFiles(ProbeCommandOptions options, ParseResult parsed)
    {
        (Option<string?> Option, Func<ProbeReport, FailOn, string> Write)[] kinds =
        [
            (options.Json, (report, _) => JsonReport.Write(report)),
            (options.Html, (report, _) => HtmlReport.Write(report)),
            (options.Junit, JunitReport.Write),
            (options.Sarif, (report, _) => SarifReport.Write(report)),
        ];
        IsStandardOutputTaken = parsed.GetValue(options.Json) == StandardOutput;
        _files =
        [
            .. from kind in kinds
               let file = parsed.GetValue(kind.Option)
               where file is not null && !(kind.Option == options.Json && IsStandardOutputTaken)
               select (kind.Option.Name, file, kind.Write),
        ];
    }

    /// <summary>Whether the JSON goes there, and so nothing else may.</summary>
    public bool IsStandardOutputTaken { get; }

    /// <summary>Tries to write: nobody wants to learn after an hour that it cannot be done.</summary>
    /// <returns>A line for each that cannot be written; none when all can.</returns>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (option, file, _) in _files)
        {
            if (WrongWith(file) is { } wrong)
                problems.Add($"{option} {Text.Printable(file)}: {wrong}");
            else if (Path.GetFullPath(file) is var path && !IsDevice(path) && !seen.TryAdd(path, option))
                problems.Add($"{option} {Text.Printable(file)}: is the file of {seen[path]} already. Give each report its own.");
        }

        return problems;
    }

    /// <returns>Whether all could be written.</returns>
    public bool Write(ProbeReport report, FailOn failOn, Terminal terminal)
    {
        var isWritten = true;
        foreach (var (option, file, write) in _files)
        {
            try
            {
                File.WriteAllText(file, write(report, failOn));
            }
#pragma warning disable CA1031 // Whatever it was, the others are written.
            catch (Exception e)
#pragma warning restore CA1031
            {
                terminal.Error.WriteLine($"cloakroom: {option} {Text.Printable(file)}: {Words(file, e)}");
                isWritten = false;
            }
        }

        if (IsStandardOutputTaken) terminal.Out.Write(JsonReport.Write(report));
        return isWritten;
    }

    private static string? WrongWith(string file)
    {
        if (file == StandardOutput) return "only the JSON report goes to standard output (--json -). Give a file.";
        try
        {
            var isNew = !File.Exists(file);
            // What an earlier run has written stays until there is something to replace it with.
            File.Open(file, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (isNew) File.Delete(file);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Words(file, e);
        }
    }

    private static string Words(string file, Exception problem) => problem switch
    {
        ArgumentException or NotSupportedException => "is no name of a file. Give another.",
        _ when Directory.Exists(file) => "is a directory. Give a file in it.",
        DirectoryNotFoundException => "there is no such directory. Make it, or give another file.",
        UnauthorizedAccessException => "may not be written. Give another file, or yourself the right to write it.",
        _ => $"cannot be written: {Text.Printable(problem.Message)}",
    };

    // /dev/null takes as many as one likes.
    private static bool IsDevice(string path) => path.StartsWith("/dev/", StringComparison.Ordinal);
}
