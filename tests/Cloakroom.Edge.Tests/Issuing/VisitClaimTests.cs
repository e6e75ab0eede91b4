using Cloakroom.Edge.Tests.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using static Cloakroom.Edge.Tests.Control.EdgeBench;

namespace Cloakroom.Edge.Tests.Issuing;

/// <summary>Who has signed in with the binding of a first visit, over several edges and while the store is away.</summary>
public sealed class VisitClaimTests : IDisposable
{
    private readonly EdgeBench _edge;
    private readonly EdgeBench _other;

    public VisitClaimTests()
    {
        Clock = new ManualClock();
        var shared = new InMemoryStore(Clock);
        _edge = new EdgeBench(shared, Clock);
        _other = new EdgeBench(shared, Clock);
    }

    private ManualClock Clock { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _edge.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Claim_OnTwoEdges_IsTheFirstOnes()
    {
        (await _edge.Ledger.ClaimAsync(Binding(1), Binding(10), Ct)).ShouldBe(Binding(10));

        (await _other.Ledger.ClaimAsync(Binding(1), Binding(20), Ct)).ShouldBe(Binding(10));
        (await _edge.Ledger.ClaimAsync(Binding(1), Binding(30), Ct)).ShouldBe(Binding(10));
    }

    [Fact]
    public async Task Claim_OfManyAtOnce_IsOnes()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => await (i % 2 == 0 ? _edge : _other).Ledger.ClaimAsync(Binding(1), Binding(10 + i), Ct))));

        taken.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task FindClaim_TakenOnAnotherEdge_IsKnownAtOnceAndKept()
    {
        (await _other.Ledger.FindClaimAsync(Binding(1), Ct)).ShouldBeNull();
        var at = Clock.GetUtcNow();
        await _edge.Ledger.ClaimAsync(Binding(1), Binding(10), Ct);
        Clock.Advance(TimeSpan.FromSeconds(3));

        (await _other.Ledger.FindClaimAsync(Binding(1), Ct)).ShouldBe(at);
        var calls = _other.Faults.Calls;
        (await _other.Ledger.FindClaimAsync(Binding(1), Ct)).ShouldBe(at);
        _other.Faults.Calls.ShouldBe(calls);
    }

    [Fact]
    public async Task FindClaim_AsksTheStoreOnceUntilThereIsAnotherClaim()
    {
        for (var i = 0; i < 10; i++) (await _other.Ledger.FindClaimAsync(Binding(1), Ct)).ShouldBeNull();
        _other.Faults.Calls.ShouldBe(1);

        await _edge.Ledger.ClaimAsync(Binding(2), Binding(20), Ct);
        for (var i = 0; i < 10; i++) (await _other.Ledger.FindClaimAsync(Binding(1), Ct)).ShouldBeNull();

        _other.Faults.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task Claim_StoreDown_IsKnownOnThisEdge()
    {
        _edge.Faults.Fail();
        var at = Clock.GetUtcNow();

        (await _edge.Ledger.FindClaimAsync(Binding(1), Ct)).ShouldBeNull();
        (await _edge.Ledger.ClaimAsync(Binding(1), Binding(10), Ct)).ShouldBe(Binding(10));
        (await _edge.Ledger.ClaimAsync(Binding(1), Binding(20), Ct)).ShouldBe(Binding(10));
        Clock.Advance(TimeSpan.FromSeconds(3));
        (await _edge.Ledger.FindClaimAsync(Binding(1), Ct)).ShouldBe(at);

        // And on the others once the store is back.
        _edge.Faults.Heal();
        await _edge.Ledger.CatchUpAsync(Ct);
        (await _other.Ledger.FindClaimAsync(Binding(1), Ct)).ShouldBe(at);
        (await _edge.MixupsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task CatchUp_TakenOnTwoEdgesMeanwhile_EndsBothAndSaysSo()
    {
        _edge.Faults.Fail();
        await _edge.Ledger.ClaimAsync(Binding(1), Binding(10), Ct);
        await _other.Ledger.ClaimAsync(Binding(1), Binding(20), Ct);
        _edge.Faults.Heal();

        await _edge.Ledger.CatchUpAsync(Ct);

        var mixup = (await _edge.MixupsAsync()).ShouldHaveSingleItem();
        (mixup.Kind, mixup.Disposition).ShouldBe((MixupKind.DuplicateIssue, MixupDisposition.Exposed));
        mixup.Detail.ShouldContain("first visit");
        await _edge.Control.LookAsync(Ct);
        _edge.Control.View.Epochs.Keys.ShouldBe([Binding(10), Binding(20)], ignoreOrder: true);
    }

    [Fact]
    public async Task FindClaim_StoreHangs_GivesUpAfterTwoSeconds()
    {
        _edge.Faults.Hang();

        var claim = _edge.Ledger.FindClaimAsync(Binding(1), Ct).AsTask();
        claim.IsCompleted.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromSeconds(2));

        (await claim).ShouldBeNull();
        _edge.Ledger.DownSince.ShouldNotBeNull();
    }
}
