using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cloakroom.Bench.Probe;

/// <summary>wrk and hey, where they are installed.</summary>
internal static partial class OutsideSpells
{
    public static IEnumerable<LoadSpell> Create()
    {
        if (Find("wrk") is { } wrk)
        {
            // As many threads as .NET has for the same.
            yield return new LoadSpell("wrk", (url, connections, duration, cancellationToken) => RunAsync(
                wrk, [$"-t{Environment.ProcessorCount}", $"-c{connections}", $"-d{Seconds(duration)}s", "-H", "Cookie: sid=alice", url.ToString()], duration, cancellationToken));
        }

        if (Find("hey") is { } hey)
        {
            yield return new LoadSpell("hey", (url, connections, duration, cancellationToken) => RunAsync(
                hey, ["-c", $"{connections}", "-z", $"{Seconds(duration)}s", "-disable-compression", "-H", "Cookie: sid=alice", url.ToString()], duration, cancellationToken));
        }
    }

    private static string Seconds(TimeSpan duration) => ((int)Math.Ceiling(duration.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static async Task<SpellResult> RunAsync(string program, string[] arguments, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var reading = process.StandardOutput.ReadToEndAsync(cancellationToken);
        // What a process has used cannot be asked any more when it has ended.
        var used = TimeSpan.Zero;
        while (!process.HasExited)
        {
            try
            {
                process.Refresh();
                used = process.TotalProcessorTime;
            }
            catch (InvalidOperationException)
            {
                break;
            }

            await Task.Delay(20, cancellationToken);
        }

        var output = await reading;
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal) || output.Contains("Error distribution", StringComparison.Ordinal))
            throw new InvalidOperationException($"There were errors:\n{output}");
        var rate = double.Parse(Rate().Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return new SpellResult(rate, used.TotalMicroseconds / (rate * Math.Ceiling(duration.TotalSeconds)));
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists);

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();
}
