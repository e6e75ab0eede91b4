using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Reports;
using Cloakroom.Replay.Scenarios;

namespace Cloakroom.Replay;

/// <summary>Runs a scenario's two sides, one after the other, so that neither disturbs the other's times.</summary>
internal static class ReplayRunner
{
    /// <summary>No side may take longer, whatever hangs.</summary>
    public static TimeSpan SideLimit { get; } = TimeSpan.FromSeconds(30);

    /// <exception cref="ScenarioInvalidException">Something other than the fault did not work; the message says what.</exception>
    public static async Task<ScenarioResult> RunAsync(Scenario scenario, ReplaySettings settings, Action<Side>? starting, CancellationToken cancellationToken)
    {
        starting?.Invoke(Side.Stock);
        await scenario.PrepareAsync(cancellationToken);
        var stock = await RunSideAsync(scenario, settings, Side.Stock, cancellationToken);
        starting?.Invoke(Side.Cloakroom);
        var guarded = await RunSideAsync(scenario, settings, Side.Cloakroom, cancellationToken);

        var detection = guarded.Mixups.TimeSince(guarded.Fault.FirstEffect);
        // What is blocked needs no containing; what a watcher does not see it cannot contain.
        var containment = guarded.Containment ?? (guarded.Truth.Pairs == 0 ? TimeSpan.Zero : null);
        return new ScenarioResult(
            scenario.Name,
            scenario.Mechanism,
            settings.Users,
            new StockResult(stock.Truth.ExposedUsers, stock.Truth.Pairs),
            new CloakroomResult(
                guarded.Truth.ExposedUsers,
                guarded.Truth.Pairs,
                guarded.Mixups.Blocked,
                Milliseconds(detection),
                Milliseconds(containment),
                guarded.UnaffectedFailures,
                scenario.Sight == Sight.NotVisible ? null : guarded.Figures),
            scenario.Cache,
            scenario.Watcher is { } watcher ? Watched.Of(watcher, scenario.Sight!.Value, scenario.Why) with { NamedPairs = guarded.Figures?.Pairs ?? 0 } : null);
    }

    private static double? Milliseconds(TimeSpan? time) => time is { } known ? Math.Round(known.TotalMilliseconds, 1) : null;

    /// <summary>Runs one side and stops its servers; its books stay readable.</summary>
    public static async Task<SideRun> RunSideAsync(Scenario scenario, ReplaySettings settings, Side side, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var spectator = side == Side.Cloakroom ? settings.Spectator : null;
        if (spectator is null) limit.CancelAfter(SideLimit);
        var run = new SideRun(settings, side, limit.Token);
        await using (run)
        {
            try
            {
                await scenario.RunAsync(run);
                // Users whose requests are cut off say nothing, so a run that was ended can look like one that came to its end.
                run.Stop.ThrowIfCancellationRequested();
                run.Figures = await run.Impact.ReadAsync();
                // Whoever looks on contains it themselves.
                if (spectator is not null)
                    await spectator.StayAsync();
                else if (scenario.Sight == Sight.Exposed && side == Side.Cloakroom)
                {
                    run.Containment = await run.Impact.ContainAsync()
                        ?? throw new ScenarioInvalidException("people went on seeing what is not theirs after the incident had been contained.");
                }

                if (run.Fault.FirstEffect is null) throw new ScenarioInvalidException($"the fault had no effect on the {side} side.");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ScenarioInvalidException($"the {side} side did not end within {SideLimit.TotalSeconds:0} s.");
            }
        }

        return run;
    }
}
