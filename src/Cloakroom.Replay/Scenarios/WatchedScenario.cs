using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.Scenarios;

/// <summary>A scenario in which the guarded side only watches.</summary>
/// <param name="inner">What happens.</param>
/// <param name="watcher">Who watches.</param>
/// <param name="sight">What can be seen of it from there.</param>
/// <param name="why">Why no more, in a few words; empty when all of it.</param>
internal sealed class WatchedScenario(Scenario inner, Watcher watcher, Sight sight, string why = "") : Scenario
{
    public override string Name => inner.Name;

    public override string Mechanism => inner.Mechanism;

    public override string? Cache => inner.Cache;

    public override Watcher? Watcher => watcher;

    public override Sight? Sight => sight;

    public override string Why => why;

    public override string? WhyUnavailable => inner.WhyUnavailable;

    public override Task PrepareAsync(CancellationToken cancellationToken) => inner.PrepareAsync(cancellationToken);

    public override Task<Fault> ArrangeAsync(SideRun run)
    {
        run.Watcher = watcher;
        return inner.ArrangeAsync(run);
    }

    public override Task RunAsync(SideRun run)
    {
        run.Watcher = watcher;
        return inner.RunAsync(run);
    }
}
