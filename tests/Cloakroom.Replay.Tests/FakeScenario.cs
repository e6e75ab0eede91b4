using System.Net;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Scenarios;

namespace Cloakroom.Replay.Tests;

/// <summary>Leaks on the sides that it is told to, without any server.</summary>
internal sealed class FakeScenario(string name, Func<Side, bool> leaks, bool hasEffect = true, string? cache = null, string? unavailable = null) : Scenario
{
    public override string Name => name;

    public override string Mechanism => "made up";

    public override string? Cache => cache;

    public override string? WhyUnavailable => unavailable;

    public override Task<Fault> ArrangeAsync(SideRun run) => Task.FromResult(Fault.Of(run));

    public override Task RunAsync(SideRun run)
    {
        if (hasEffect) run.Fault.HadEffect();
        if (leaks(run.Side)) run.Truth.Observe(run.Users[1], new Exchange("/", HttpStatusCode.OK, [], [], $"<p>{run.Users[0].Member.Secret}</p>"));
        return Task.CompletedTask;
    }
}
