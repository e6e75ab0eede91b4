using Cloakroom.Control;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;

namespace Cloakroom.Tests.Control;

/// <summary>An application tells that it runs, and what is in force on it.</summary>
public sealed class ApplicationNodeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Heartbeat_RunningApplication_TellsCanaryRevisionAndThatItStops()
    {
        var app = await TestApp.StartAsync();
        var store = app.Store;
        await Eventually.TrueAsync(async () => (await store.ReadNodesAsync(Ct)).Count == 1);
        var node = (await store.ReadNodesAsync(Ct))[0];
        node.Kind.ShouldBe(NodeKind.Application);
        node.Name.ShouldStartWith(Environment.MachineName);
        node.Canary!.Result.ShouldBe(CanaryResult.Right);
        (node.MixupsLost, node.UsesLost).ShouldBe((0, 0));

        // In force at once, and told at once: the clock stands still.
        await app.Control.RevokeSubjectAsync("alice", "ann", "drill", Ct);
        var revisions = await store.ReadRevisionsAsync(Ct);
        await Eventually.TrueAsync(async () => (await store.ReadNodesAsync(Ct))[0].Revision >= revisions.Application);

        await app.DisposeAsync();
        (await store.ReadNodesAsync(Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Heartbeat_CanaryGoesWrong_IsToldWithinASecond()
    {
        // A canary that runs by itself meanwhile is right again.
        await using var app = await TestApp.StartAsync(setup => setup.Options = options => options.Canary.Interval = TimeSpan.FromHours(1));
        app.Store.On(StoreMethods.Read, Fault.NoRecord, times: 1);
        await app.Get<Canary>().RunAsync(Ct);

        await Eventually.TrueAsync(async () =>
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            return (await app.Store.ReadNodesAsync(Ct)) is [{ Canary.Result: CanaryResult.Wrong }];
        });
    }

    [Fact]
    public async Task Heartbeat_NoCanary_TellsNone()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Options = options => options.Canary.Enabled = false);

        await Eventually.TrueAsync(async () => (await app.Store.ReadNodesAsync(Ct)) is [{ Canary: null }]);
    }

    [Fact]
    public async Task Heartbeat_StoreDownForAMoment_GoesOn()
    {
        await using var app = await TestApp.StartAsync();
        await Eventually.TrueAsync(async () => (await app.Store.ReadNodesAsync(Ct)).Count == 1);
        var seen = (await app.Store.ReadNodesAsync(Ct))[0].SeenAt;
        app.Store.On(StoreMethods.Nodes, Fault.Error, times: 1);

        await Eventually.TrueAsync(async () =>
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            try
            {
                return (await app.Store.ReadNodesAsync(Ct))[0].SeenAt > seen.AddSeconds(2);
            }
            catch (CloakroomException)
            {
                return false;
            }
        });
    }
}
