using System.Diagnostics;
using Cloakroom.Control;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Edges;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using static Cloakroom.Edge.Tests.Control.EdgeBench;

namespace Cloakroom.Edge.Tests.Control;

/// <summary>The store side as it is composed: several edges on one file.</summary>
public sealed class EdgeStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => _directory.At("data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Start_NoDirectory_MakesItForItsOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions.");
        await using var edge = await EdgeStoreHost.StartAsync(Data);

#pragma warning disable CA1416 // Skipped on Windows.
        File.GetUnixFileMode(Data).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(Path.Combine(Data, "edge.db")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
#pragma warning restore CA1416
    }

    [Fact]
    public async Task Start_NoParentDirectory_DoesNotStartAndNamesIt()
    {
        var error = await Should.ThrowAsync<CloakroomException>(() => EdgeStoreHost.StartAsync(_directory.At("missing", "data")));

        error.Message.ShouldContain("missing");
        error.Message.ShouldContain("has no directory to be in");
        Directory.Exists(_directory.At("missing")).ShouldBeFalse();
    }

    [Fact]
    public async Task Start_InMemory_MakesNoFile()
    {
        await using var edge = await EdgeStoreHost.StartAsync(Data, inMemory: true);

        (await edge.Ledger.TryIssueAsync(Value(1), Binding(1), null, Ct)).ShouldBe(Binding(1));
        Directory.Exists(Data).ShouldBeFalse();
    }

    [Fact]
    public async Task Revocation_GivenOnOneEdge_IsInForceOnTheOther()
    {
        await using var one = await EdgeStoreHost.StartAsync(Data);
        await using var other = await EdgeStoreHost.StartAsync(Data);
        var fastest = TimeSpan.MaxValue;
        for (var round = 1; round <= 5; round++)
        {
            var before = other.Control.View.Revision;
            var watch = Stopwatch.StartNew();
            await one.Get<IEdgeStore>().RevokeTagsAsync([Binding(round).Bits], Entry(), Ct);
            await Eventually.TrueAsync(() => other.Control.View.IsRevoked(before, Binding(round), Value(0)));
            fastest = watch.Elapsed < fastest ? watch.Elapsed : fastest;
        }

        // The bound itself is tested on a clock of its own; this machine may be busy with something else.
        fastest.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Restart_EdgeStartsAgain_KnowsWhatHasEndedAndWhatWasIssued()
    {
        await using (var first = await EdgeStoreHost.StartAsync(Data))
        {
            await first.Get<IEdgeStore>().RevokeTagsAsync([Binding(1).Bits], Entry(), Ct);
            await first.Ledger.TryIssueAsync(Value(1), Binding(10), null, Ct);
        }

        await using var again = await EdgeStoreHost.StartAsync(Data);

        again.Control.View.IsRevoked(0, Binding(1), Value(9)).ShouldBeTrue();
        (await again.Ledger.TryIssueAsync(Value(1), Binding(20), null, Ct)).ShouldBe(Binding(10));
    }

    [Fact]
    public async Task TryIssue_TwoEdgesAtOnce_ExactlyOneHasTheValueInEveryRound()
    {
        // The file is real; the limit within which it must answer is not what this is about, and this machine may pause for longer.
        var clock = new ManualClock();
        await using var one = await EdgeStoreHost.StartAsync(Data, time: clock);
        await using var other = await EdgeStoreHost.StartAsync(Data, time: clock);
        for (var round = 0; round < 200; round++)
        {
            var owners = await Task.WhenAll(
                Task.Run(() => one.Ledger.TryIssueAsync(Value(round), Binding(1), null, Ct).AsTask(), Ct),
                Task.Run(() => other.Ledger.TryIssueAsync(Value(round), Binding(2), null, Ct).AsTask(), Ct));

            owners[0].ShouldBe(owners[1], $"Round {round}.");
            new[] { Binding(1), Binding(2) }.ShouldContain(owners[0]);
        }

        one.Get<Edge.Issuing.IssueLedger>().DownSince.ShouldBeNull();
        other.Get<Edge.Issuing.IssueLedger>().DownSince.ShouldBeNull();
    }

    [Fact]
    public async Task TryIssue_FileTakenAway_GoesOnByItselfAndIsDegraded()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Open files stay on Windows.");
        await using var edge = await EdgeStoreHost.StartAsync(Data);
        await edge.Ledger.TryIssueAsync(Value(1), Binding(1), null, Ct);
        File.Move(Path.Combine(Data, "edge.db"), Path.Combine(Data, "moved.db"));

        (await edge.Ledger.TryIssueAsync(Value(2), Binding(2), null, Ct)).ShouldBe(Binding(2));
        (await edge.Ledger.TryIssueAsync(Value(2), Binding(3), null, Ct)).ShouldBe(Binding(2));
        (await edge.Ledger.TryIssueAsync(Value(1), Binding(3), null, Ct)).ShouldBe(Binding(1));

        var health = await edge.Get<HealthCheckService>().CheckHealthAsync(Ct);
        health.Status.ShouldBe(HealthStatus.Degraded);
        health.Entries[EdgeStoreHealthCheck.Name].Description!.ShouldContain("1 wait");
    }

    [Fact]
    public async Task Heartbeat_RunningEdge_TellsWhatIsInForceAndThatItStops()
    {
        await using var one = await EdgeStoreHost.StartAsync(Data, "http://127.0.0.1:1111");
        await using var watcher = await EdgeStoreHost.StartAsync(Data, "http://127.0.0.1:2222");
        var store = watcher.Get<IEdgeStore>();
        var revision = await store.RevokeTagsAsync([Binding(1).Bits], Entry(), Ct);

        await Eventually.TrueAsync(async () =>
            (await store.ReadNodesAsync(Ct)) is { Count: 2 } nodes && nodes.All(node => node.Revision == revision));

        var node = (await store.ReadNodesAsync(Ct))[0];
        node.Name.ShouldBe($"{Environment.MachineName} http://127.0.0.1:1111");
        node.InForceAt.ToUnixTimeMilliseconds().ShouldBeGreaterThanOrEqualTo(revision);
        var seen = node.SeenAt;
        await Eventually.TrueAsync(async () => (await store.ReadNodesAsync(Ct))[0].SeenAt > seen.AddMilliseconds(500));
        await one.StopAsync();
        (await store.ReadNodesAsync(Ct)).ShouldHaveSingleItem().Name.ShouldEndWith(":2222");
    }

    [Fact]
    public async Task Secrets_TwoEdgesAtOnce_GetTheSame()
    {
        await using var one = EdgeStoreHost.Build(Data);
        await using var other = EdgeStoreHost.Build(Data);

        // Without being started: sealing needs its key before anything is served.
        Directory.CreateDirectory(Data);
        var secrets = await Task.WhenAll(
            Task.Run(() => one.Get<EdgeSecrets>().GetAsync("tagger", Ct)), Task.Run(() => other.Get<EdgeSecrets>().GetAsync("tagger", Ct)));

        secrets[0].Length.ShouldBe(EdgeSecrets.Size);
        secrets[1].ShouldBe(secrets[0]);
        (await one.Get<EdgeSecrets>().GetAsync("another", Ct)).ShouldNotBe(secrets[0]);
        (await other.Get<EdgeSecrets>().GetAsync("tagger", Ct)).ShouldBe(secrets[0]);
        var raw = (await one.Get<IEdgeStore>().ReadSecretAsync("tagger", Ct))!;
        raw.AsSpan().IndexOf(secrets[0]).ShouldBe(-1);
    }

    [Fact]
    public async Task Secrets_KeysLost_SaysWhatToDo()
    {
        await using (var first = await EdgeStoreHost.StartAsync(Data))
        {
            await first.Get<EdgeSecrets>().GetAsync("tagger", Ct);
        }

        Directory.Delete(Path.Combine(Data, "keys"), recursive: true);
        await using var again = await EdgeStoreHost.StartAsync(Data);

        var error = await Should.ThrowAsync<CloakroomException>(() => again.Get<EdgeSecrets>().GetAsync("tagger", Ct));

        error.Code.ShouldBe(CloakroomErrorCode.Misconfigured);
        error.Message.ShouldContain("restore keys/");
    }

    [Fact]
    public async Task Purge_ValuesOfLongAgo_AreForgotten()
    {
        await using var edge = await EdgeStoreHost.StartAsync(Data);
        var store = edge.Get<IEdgeStore>();
        var now = TimeProvider.System.GetUtcNow();
        await store.TryIssueAsync(new Issue(1, 1, null, now.AddDays(-31)), Ct);
        await store.TryIssueAsync(new Issue(2, 1, null, now.AddDays(-29)), Ct);

        await edge.Get<EdgePurger>().PurgeAsync(Ct);

        (await store.CountIssuedAsync(Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task Rules_OfTheEdge_AreThoseOfTheJournal()
    {
        await using var edge = EdgeStoreHost.Build(Data);
        edge.Get<IOptions<CloakroomOptions>>().Value.Rules.DuplicateIssue.ShouldBe(Journal.RuleMode.Enforce);
    }

    private static ControlEntry Entry() => new(TimeProvider.System.GetUtcNow().TruncateToMilliseconds(), "revoke", "ann", "drill");
}
