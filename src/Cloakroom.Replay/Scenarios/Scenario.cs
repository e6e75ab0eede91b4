using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.Scenarios;

/// <summary>One incident, runnable: what <c>docs/replays.md</c> tells in words.</summary>
internal abstract class Scenario
{
    /// <summary>As on the command line: who and when, or what.</summary>
    public abstract string Name { get; }

    /// <summary>What went wrong, in a few words.</summary>
    public abstract string Mechanism { get; }

    /// <summary>Behind which cache, of a scenario that is there for several; null for others.</summary>
    public virtual string? Cache => null;

    /// <summary>Who only watches, where a scenario is run for that; null when the guarded side guards.</summary>
    public virtual Watcher? Watcher => null;

    /// <summary>What the watcher can see of it; null with <see cref="Watcher"/>.</summary>
    public virtual Sight? Sight => null;

    /// <summary>Why it cannot see more; empty when it sees all.</summary>
    public virtual string Why => "";

    /// <summary>What is missing on this machine, and the remedy; null when it can run.</summary>
    public virtual string? WhyUnavailable => null;

    /// <summary>What has to be fetched before the first side, outside its time limit.</summary>
    /// <exception cref="ScenarioInvalidException">It could not be had.</exception>
    public virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts one side's servers, healthy, with nobody there yet: for whoever makes the traffic, here <see cref="RunAsync"/>.</summary>
    /// <returns>What is going to go wrong.</returns>
    public abstract Task<Fault> ArrangeAsync(SideRun run);

    /// <summary>Runs one side, from healthy through the fault and back, and leaves what it found in the run's books.</summary>
    /// <exception cref="ScenarioInvalidException">Something other than the fault did not work.</exception>
    public abstract Task RunAsync(SideRun run);
}
