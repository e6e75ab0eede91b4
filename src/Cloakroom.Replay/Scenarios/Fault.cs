using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.Scenarios;

/// <summary>What goes wrong in an application that has been started whole.</summary>
/// <param name="BeginAsync">From now on it does.</param>
/// <param name="End">Takes away what would keep people waiting. The switch of the run is not part of it.</param>
internal sealed record Fault(Func<Task> BeginAsync, Action End)
{
    /// <summary>One that the switch of the run stands for.</summary>
    public static Fault Of(SideRun run) => new(
        () =>
        {
            run.Fault.Set(true);
            return Task.CompletedTask;
        },
        () => { });
}
