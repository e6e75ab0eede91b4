using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Tests.Scenarios;

namespace Cloakroom.Probe.Tests.Runs;

public sealed class SessionKeeperTests
{
    private static readonly Uri Site = new("http://127.0.0.1/");

    [Theory]
    [InlineData("/out")]
    [InlineData("/in")]
    public async Task Churn_ThatIsStoppedHalfWay_LeavesTheAccountAsNotSignedIn(string stoppedAt)
    {
        var isStopped = false;
        var site = new ScriptedSite(Site, (request, _) => isStopped && request.Url.AbsolutePath == stoppedAt ? throw new OperationCanceledException() : ScriptedAnswer.Html("", ("Set-Cookie", "sid=0123456789abcdef")));
        var alice = new Account("alice", new Dictionary<string, string>());
        var scenario = new Scenario { SignIn = [new Step { Path = "/in" }], SignOut = [new Step { Path = "/out" }] };
        var options = new ProbeOptions { Site = Site, Accounts = [alice], Scenario = scenario };
        var (steps, memory) = (new StepRunner(site, Site), new RunMemory(options));
        var keeper = new SessionKeeper(steps, site, options, memory, new AccountSessions(), new PlantedMarkers(steps, scenario, memory, new Coverage()));
        (await keeper.BeginAsync(alice, TestContext.Current.CancellationToken)).ShouldBeTrue();
        await keeper.ChurnAsync(alice, TestContext.Current.CancellationToken);
        keeper.IsSignedIn(alice).ShouldBeTrue();

        isStopped = true;
        await Should.ThrowAsync<OperationCanceledException>(keeper.ChurnAsync(alice, TestContext.Current.CancellationToken));

        keeper.IsSignedIn(alice).ShouldBeFalse();
        keeper.ProblemOf(alice).ShouldBeNull();
    }
}
