using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Bench.Edge;

/// <summary>Each session is issued by one request and used by another, through the whole edge but for the network.</summary>
internal sealed class EdgeMillionRun(int sessions, bool isDurable, TimeProvider time)
{
    // Whoever waits for a commit shares it with the others that wait.
    private const int DurableWorkers = 256;
    private const int Samples = 10;

    private int _issued;
    private int _used;

    /// <returns>A table of the memory along the way.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("cloakroom-bench-edge-million-");
        var table = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        table.AppendLine("| sessions | seconds | managed memory, MB | resident, MB | store, MB |");
        table.AppendLine("|--:|--:|--:|--:|--:|");
        try
        {
            await using (var edge = await DirectEdge.StartAsync(isDurable ? Path.Combine(directory.FullName, "store") : null, Answer))
            {
                var started = time.GetTimestamp();
                for (var sample = 0; sample <= Samples && !cancellationToken.IsCancellationRequested; sample++)
                {
                    await DriveAsync(edge, (int)((long)sessions * sample / Samples), cancellationToken);
                    var seconds = time.GetElapsedTime(started).TotalSeconds;
                    var managed = GC.GetTotalMemory(forceFullCollection: true);
                    var files = directory.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
                    table.AppendLine(culture, $"| {_used:N0} | {seconds:0} | {managed / 1e6:0.0} | {Environment.WorkingSet / 1e6:0} | {files / 1e6:0} |");
                    await System.Console.Error.WriteLineAsync($"{_used:N0} sessions, {managed / 1e6:0.0} MB");
                }
            }

            if (_used != _issued)
                throw new InvalidOperationException($"{_issued} sessions were issued and {_used} came back.");
            return table.ToString();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private Task DriveAsync(DirectEdge edge, int until, CancellationToken cancellationToken)
    {
        var next = _issued;
        return Task.WhenAll(Enumerable.Range(0, isDurable ? DurableWorkers : Environment.ProcessorCount).Select(_ => Task.Run(
            async () =>
            {
                while (!cancellationToken.IsCancellationRequested && Interlocked.Increment(ref next) <= until)
                {
                    var cookies = await edge.SignInAsync();
                    await edge.SendAsync("GET", "/page", cookies);
                }
            },
            CancellationToken.None)));
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        if (request.Method == HttpMethod.Post)
        {
            Interlocked.Increment(ref _issued);
            return DirectEdge.SignedIn(RandomNumberGenerator.GetHexString(32, lowercase: true));
        }

        if (request.Headers.Contains("Cookie"))
            Interlocked.Increment(ref _used);
        return DirectEdge.Page();
    }
}
