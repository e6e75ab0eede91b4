using System.Diagnostics;
using System.Globalization;

namespace Cloakroom.Bench.Load;

/// <summary>Drives with wrk, which costs the machine far less per request than a managed client.</summary>
internal sealed class WrkGenerator(string executable) : ILoadGenerator
{
    // The requests are formatted once; a request then costs one look-up in a table.
    private const string Script = """
        local requests, last = {}, 0
        function init(args)
          for line in io.lines(args[1]) do
            requests[#requests + 1] = wrk.format("GET", nil, line ~= "" and { ["Cookie"] = line } or {})
          end
        end
        function request()
          last = last % #requests + 1
          return requests[last]
        end
        function done(summary, latency)
          local e = summary.errors
          io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration,
            e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99)))
        end
        """;

    public string Name => "wrk";

    public static WrkGenerator? Find()
    {
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(place => Path.Combine(place, "wrk"));
        return places.FirstOrDefault(File.Exists) is { } found ? new WrkGenerator(found) : null;
    }

    public async Task<LoadResult> RunAsync(
        Uri address, IReadOnlyList<string?> cookies, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("cloakroom-bench-wrk-");
        try
        {
            var script = Path.Combine(directory.FullName, "load.lua");
            var cookieFile = Path.Combine(directory.FullName, "cookies");
            await File.WriteAllTextAsync(script, Script, cancellationToken);
            await File.WriteAllLinesAsync(cookieFile, cookies.Select(cookie => cookie ?? ""), cancellationToken);
            var start = new ProcessStartInfo(executable) { RedirectStandardOutput = true };
            foreach (var argument in (string[])[
                "-t1", $"-c{connections}", $"-d{(int)Math.Ceiling(duration.TotalSeconds)}s", "-s", script, address.ToString(), "--", cookieFile])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start) ?? throw new InvalidOperationException("wrk did not start.");
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return Parse(output);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static LoadResult Parse(string output)
    {
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith("RESULT ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk said:\n{output}");
        var numbers = line.Split(' ').Skip(1).Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new LoadResult(numbers[0], numbers[1] / 1e6, numbers[2], numbers[3] / 1e3, numbers[4] / 1e3);
    }
}
