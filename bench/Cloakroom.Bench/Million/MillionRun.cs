using Cloakroom.Bench.Pieces;
using Cloakroom.Sessions;

namespace Cloakroom.Bench.Million;

/// <summary>Creates the sessions in SQLite, opens each once through the store, which fills the near cache, then hits them at random.</summary>
/// <remarks>Stopped early, by Ctrl-C or <c>timeout</c>, it reports what it has done until then.</remarks>
internal sealed class MillionRun(int sessions, TimeSpan fillLimit, TimeProvider time)
{
    private const int Creators = 256;
    private const int MissWorkers = 4;
    private const int Hits = 1_000_000;

    private readonly SecretPair[] _secrets = new SecretPair[sessions];

    public async Task<MillionReport> RunAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("cloakroom-bench-million-");
        try
        {
            await using var engine = await Engine.StartAsync(Path.Combine(directory.FullName, "sessions.db"), options =>
            {
                // Two generations of half the capacity each: what fits into one of them is never dropped.
                options.NearCache.Capacity = Math.Clamp((2 * sessions) + 10_000, 100, 10_000_000);
                options.NearCache.Lifetime = TimeSpan.FromHours(1);
                options.Lifetime.IdleTimeout = TimeSpan.FromHours(12);
                options.Lifetime.TouchInterval = TimeSpan.FromHours(1);
            });
            Tell($"creating {sessions:N0} sessions in SQLite");
            var started = time.GetTimestamp();
            var created = await CreateAsync(engine, started, cancellationToken);
            var fill = time.GetElapsedTime(started);
            var fileBytes = directory.EnumerateFiles("sessions.db*").Sum(file => file.Length);

            // What sign-in had put there: principals as the application made them, which share their strings.
            engine.Cache.Clear();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            Tell($"opening {created:N0} sessions through SQLite");
            started = time.GetTimestamp();
            var misses = await OpenAsync(engine, created, cancellationToken);
            var missTime = time.GetElapsedTime(started);
            var cacheBytes = GC.GetTotalMemory(forceFullCollection: true) - before;
            var isWhole = misses.Length == created;
            if (isWhole && engine.Cache.Count != created)
                throw new InvalidOperationException($"The near cache has {engine.Cache.Count} sessions instead of {created}.");

            Tell(isWhole ? $"hitting {Hits:N0} at random" : $"stopped after {misses.Length:N0}");
            var hits = isWhole ? await HitAsync(engine, created, cancellationToken) : [];
            return new MillionReport(
                sessions, created, fill, fileBytes, MissWorkers, missTime, Latencies.Of(misses), cacheBytes, Latencies.Of(hits));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task<int> CreateAsync(Engine engine, long started, CancellationToken cancellationToken)
    {
        var next = -1;
        var created = 0;
        // Far more at once than processors: each waits for a commit that it shares with the others.
        await Task.WhenAll(Enumerable.Range(0, Creators).Select(_ => Task.Run(
            async () =>
            {
                int user;
                while (!cancellationToken.IsCancellationRequested
                    && time.GetElapsedTime(started) < fillLimit && (user = Interlocked.Increment(ref next)) < sessions)
                {
                    _secrets[user] = (await engine.Writer.CreateAsync(Engine.Draft(user), CancellationToken.None)).Secrets;
                    Interlocked.Increment(ref created);
                }
            },
            CancellationToken.None)));
        return created;
    }

    private async Task<double[]> OpenAsync(Engine engine, int created, CancellationToken cancellationToken)
    {
        var microseconds = new double[created];
        var next = -1;
        var opened = 0;
        await Task.WhenAll(Enumerable.Range(0, MissWorkers).Select(_ => Task.Run(
            async () =>
            {
                int user;
                while (!cancellationToken.IsCancellationRequested && (user = Interlocked.Increment(ref next)) < created)
                {
                    var asked = time.GetTimestamp();
                    var result = await engine.Opener.OpenAsync(_secrets[user], hasBinding: true, ModePass.None, "/me", CancellationToken.None);
                    microseconds[user] = time.GetElapsedTime(asked).TotalMicroseconds;
                    if (result.Outcome != SessionOutcome.Valid)
                        throw new InvalidOperationException($"Session {user} came to {result.Outcome}.");
                    Interlocked.Increment(ref opened);
                }
            },
            CancellationToken.None)));
        // Every session up to here was taken by some worker, and each worker finishes the one it took.
        return microseconds[..opened];
    }

    private async Task<double[]> HitAsync(Engine engine, int created, CancellationToken cancellationToken)
    {
        var microseconds = new double[Hits];
        // Visits all in an order that no processor cache foresees, and the same in every run: a step that is prime to any count below it.
        const long Step = 2_147_483_647;
        for (var i = 0; i < Hits; i++)
        {
            if (cancellationToken.IsCancellationRequested)
                return microseconds[..i];
            var user = (int)(i * Step % created);
            var asked = time.GetTimestamp();
            var isHit = engine.Opener.TryOpenCached(_secrets[user], ModePass.None, out _);
            microseconds[i] = time.GetElapsedTime(asked).TotalMicroseconds;
            if (isHit)
                continue;
            // A node that is starved of processor time for a second may not use its cache until it has looked at the feed.
            await engine.Feed.ConfirmAsync(CancellationToken.None);
            if (!engine.Opener.TryOpenCached(_secrets[user], ModePass.None, out _))
                throw new InvalidOperationException($"Session {user} is not in the near cache.");
        }

        return microseconds;
    }

    private static void Tell(string progress) => System.Console.Error.WriteLine(progress);
}
