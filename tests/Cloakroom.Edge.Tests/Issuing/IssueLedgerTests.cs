using Cloakroom.Edge.Issuing;
using Cloakroom.Edge.Tests.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Cloakroom.Edge.Tests.Control.EdgeBench;

namespace Cloakroom.Edge.Tests.Issuing;

public sealed class IssueLedgerTests : IDisposable
{
    private readonly EdgeBench _edge = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _edge.Dispose();

    [Fact]
    public async Task TryIssue_ValueOfAnother_NamesTheOther()
    {
        (await _edge.IssueAsync(1, binding: 10)).ShouldBe(Binding(10));

        (await _edge.IssueAsync(1, binding: 20)).ShouldBe(Binding(10));
        (await _edge.IssueAsync(1, binding: 20, previous: 30)).ShouldBe(Binding(10));
    }

    [Fact]
    public async Task TryIssue_SuccessorInTheSameBrowser_TakesTheValueOver()
    {
        await _edge.IssueAsync(1, binding: 10);

        (await _edge.IssueAsync(1, binding: 11, previous: 10)).ShouldBe(Binding(11));
        (await _edge.IssueAsync(1, binding: 11)).ShouldBe(Binding(11));
        (await _edge.IssueAsync(1, binding: 10)).ShouldBe(Binding(11));
    }

    [Fact]
    public async Task TryIssue_SamePairAgain_AsksTheStoreOnceADay()
    {
        await _edge.IssueAsync(1, binding: 10);
        for (var i = 0; i < 100; i++) await _edge.IssueAsync(1, binding: 10);
        _edge.Faults.Calls.ShouldBe(1);

        _edge.Clock.Advance(TimeSpan.FromDays(1));
        await _edge.IssueAsync(1, binding: 10);
        await _edge.IssueAsync(1, binding: 10);

        _edge.Faults.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task TryIssue_TwoEdgesOfOneStore_OneHasTheValue()
    {
        var shared = new InMemoryStore(_edge.Clock);
        using var one = new EdgeBench(shared, _edge.Clock);
        using var other = new EdgeBench(shared, _edge.Clock);
        await one.IssueAsync(1, binding: 10);

        (await other.IssueAsync(1, binding: 20)).ShouldBe(Binding(10));
    }

    [Fact]
    public async Task TryIssue_TwoEdgesRenewTheSameBinding_IsOneBrowser()
    {
        var shared = new InMemoryStore(_edge.Clock);
        using var one = new EdgeBench(shared, _edge.Clock);
        using var other = new EdgeBench(shared, _edge.Clock);

        (await one.IssueAsync(1, binding: 20, previous: 10)).ShouldBe(Binding(20));
        (await other.IssueAsync(1, binding: 30, previous: 10)).ShouldBe(Binding(30));
        (await one.IssueAsync(1, binding: 40, previous: 10)).ShouldBe(Binding(40));

        // Another browser, one without a binding, and the same long after are not.
        (await other.IssueAsync(1, binding: 50, previous: 11)).ShouldBe(Binding(40));
        (await other.IssueAsync(1, binding: 50)).ShouldBe(Binding(40));
        _edge.Clock.Advance(TimeSpan.FromMinutes(2));
        (await other.IssueAsync(1, binding: 60, previous: 10)).ShouldBe(Binding(40));
    }

    /// <summary>The red twin: where nobody keeps the ledger, one value goes to two browsers, and only a shared store tells.</summary>
    [Fact]
    public async Task TryIssue_WithoutALedger_TheSameValueGoesOutTwice()
    {
        using var edge = new EdgeBench(new AgreeableStore());

        (await edge.IssueAsync(1, binding: 10)).ShouldBe(Binding(10));
        (await edge.IssueAsync(1, binding: 20)).ShouldBe(Binding(20));
    }

    /// <summary>The red twin: edges that do not share a store both hand the value out.</summary>
    [Fact]
    public async Task TryIssue_TwoEdgesWithoutASharedStore_BothIssueTheValue()
    {
        using var other = new EdgeBench();

        (await _edge.IssueAsync(1, binding: 10)).ShouldBe(Binding(10));
        (await other.IssueAsync(1, binding: 20)).ShouldBe(Binding(20));
    }

    [Fact]
    public async Task TryIssue_ManyAtOnce_OneHasTheValue()
    {
        var owners = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => _edge.IssueAsync(1, binding: i))));

        owners.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task TryIssue_StoreDown_IsExactOnThisEdgeAndCounted()
    {
        await _edge.IssueAsync(1, binding: 10);
        _edge.Faults.Fail();

        (await _edge.IssueAsync(2, binding: 20)).ShouldBe(Binding(20));
        (await _edge.IssueAsync(2, binding: 21)).ShouldBe(Binding(20));
        (await _edge.IssueAsync(2, binding: 20)).ShouldBe(Binding(20));
        (await _edge.IssueAsync(2, binding: 22, previous: 20)).ShouldBe(Binding(22));
        (await _edge.IssueAsync(2, binding: 20)).ShouldBe(Binding(22));

        // Of before it went down.
        (await _edge.IssueAsync(1, binding: 11)).ShouldBe(Binding(10));
        (await _edge.IssueAsync(1, binding: 12, previous: 10)).ShouldBe(Binding(12));

        _edge.Count("cloakroom.edge.issues.unconfirmed").ShouldBe(3);
        _edge.Ledger.Waiting.ShouldBe(3);
        _edge.Ledger.DownSince.ShouldBe(_edge.Clock.GetUtcNow());
        _edge.Log.Of(5101).Count.ShouldBe(1);
    }

    [Fact]
    public async Task CatchUp_StoreAnswersAgain_NewValuesAreConfirmedAtOnce()
    {
        _edge.Faults.Fail();
        for (var i = 0; i < 10; i++) await _edge.IssueAsync(i, binding: i);
        _edge.Faults.Heal();
        // The first question is answered, the others wait.
        var gate = new TaskCompletionSource();
        var asked = 0;
        _edge.Faults.WaitWhen(() => Interlocked.Increment(ref asked) > 1, gate.Task);
        var catchingUp = _edge.Ledger.CatchUpAsync(Ct);
        await Eventually.TrueAsync(() => Volatile.Read(ref asked) > 1);
        _edge.Ledger.Waiting.ShouldBeGreaterThan(0);

        _edge.Faults.Heal();
        (await _edge.IssueAsync(100, binding: 100)).ShouldBe(Binding(100));

        _edge.Ledger.DownSince.ShouldBeNull();
        _edge.Count("cloakroom.edge.issues.unconfirmed").ShouldBe(10);
        gate.SetResult();
        await catchingUp;
        _edge.Ledger.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task TryIssue_StoreDown_AsksItNoMoreUntilItHasCaughtUp()
    {
        _edge.Faults.Fail();
        await _edge.IssueAsync(1, binding: 10);
        var calls = _edge.Faults.Calls;

        for (var i = 2; i < 50; i++) await _edge.IssueAsync(i, binding: i);

        _edge.Faults.Calls.ShouldBe(calls);
    }

    [Fact]
    public async Task TryIssue_StoreHangs_GivesUpAfterTwoSeconds()
    {
        _edge.Faults.Hang();

        var issue = _edge.IssueAsync(1, binding: 10);
        issue.IsCompleted.ShouldBeFalse();
        _edge.Clock.Advance(TimeSpan.FromSeconds(2));

        (await issue).ShouldBe(Binding(10));
        _edge.Ledger.DownSince.ShouldNotBeNull();
    }

    [Fact]
    public async Task TryIssue_StoreIsSlow_IsWaitedFor()
    {
        var gate = new TaskCompletionSource();
        _edge.Faults.Wait(gate.Task);

        var issue = _edge.IssueAsync(1, binding: 10);
        _edge.Clock.Advance(TimeSpan.FromMilliseconds(900));
        issue.IsCompleted.ShouldBeFalse();
        gate.SetResult();

        (await issue).ShouldBe(Binding(10));
        _edge.Ledger.DownSince.ShouldBeNull();
    }

    [Fact]
    public async Task TryIssue_CallerGivesUp_IsCancelledAndTheStoreIsNotTakenForDown()
    {
        _edge.Faults.Hang();
        using var caller = new CancellationTokenSource();

        var issue = _edge.Ledger.TryIssueAsync(Value(1), Binding(10), null, caller.Token).AsTask();
        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(issue);
        _edge.Ledger.DownSince.ShouldBeNull();
    }

    [Fact]
    public async Task CatchUp_StoreBack_WritesWhatWasUnconfirmed()
    {
        var shared = new InMemoryStore(_edge.Clock);
        using var edge = new EdgeBench(shared, _edge.Clock);
        edge.Faults.Fail();
        await edge.IssueAsync(1, binding: 10);
        await edge.IssueAsync(1, binding: 11, previous: 10);
        await edge.IssueAsync(2, binding: 20);
        edge.Faults.Heal();

        await edge.Ledger.CatchUpAsync(Ct);

        edge.Ledger.Waiting.ShouldBe(0);
        edge.Ledger.DownSince.ShouldBeNull();
        edge.Log.Of(5102).Count.ShouldBe(1);
        (await edge.MixupsAsync()).ShouldBeEmpty();
        using var other = new EdgeBench(shared, _edge.Clock);
        (await other.IssueAsync(1, binding: 99)).ShouldBe(Binding(11));
        (await other.IssueAsync(2, binding: 99)).ShouldBe(Binding(20));
    }

    [Fact]
    public async Task CatchUp_AnotherEdgeIssuedItMeanwhile_ReportsADuplicateIssueAsExposed()
    {
        var shared = new InMemoryStore(_edge.Clock);
        using var edge = new EdgeBench(shared, _edge.Clock);
        using var other = new EdgeBench(shared, _edge.Clock);
        edge.Faults.Fail();
        await edge.IssueAsync(1, binding: 10);
        await other.IssueAsync(1, binding: 20);
        edge.Faults.Heal();

        await edge.Ledger.CatchUpAsync(Ct);

        var mixup = (await edge.MixupsAsync()).ShouldHaveSingleItem();
        mixup.Kind.ShouldBe(MixupKind.DuplicateIssue);
        mixup.Disposition.ShouldBe(MixupDisposition.Exposed);
        mixup.Owner.ShouldBe(new MixupParty($"binding:{Binding(20)}", Value(1).ToString()));
        mixup.Presenter.ShouldBe(new MixupParty($"binding:{Binding(10)}", Value(1).ToString()));

        // Two browsers have it, so that nobody may from now on.
        await edge.Control.LookAsync(Ct);
        edge.Control.View.IsRevoked(0, Binding(20), Value(1)).ShouldBeTrue();
        (await edge.IssueAsync(1, binding: 10)).ShouldBe(ContestedValues.Nobody);
        (await other.IssueAsync(1, binding: 30)).ShouldBe(ContestedValues.Nobody);
    }

    [Fact]
    public async Task CatchUp_AnswerWasLost_IsNoConflict()
    {
        _edge.Faults.LoseAnswers();
        await _edge.IssueAsync(1, binding: 10);
        _edge.Faults.Heal();
        await _edge.IssueAsync(1, binding: 11, previous: 10);

        await _edge.Ledger.CatchUpAsync(Ct);

        (await _edge.MixupsAsync()).ShouldBeEmpty();
        (await _edge.IssueAsync(1, binding: 10)).ShouldBe(Binding(11));
    }

    [Fact]
    public async Task CatchUp_StoreStillDown_KeepsWhatIsWaiting()
    {
        _edge.Faults.Fail();
        await _edge.IssueAsync(1, binding: 10);

        await Should.ThrowAsync<CloakroomException>(() => _edge.Ledger.CatchUpAsync(Ct));

        _edge.Ledger.Waiting.ShouldBe(1);
        _edge.Ledger.DownSince.ShouldNotBeNull();
    }

    [Fact]
    public async Task CatchUp_NothingWaits_IsDownUntilTheStoreAnswers()
    {
        _edge.Faults.Fail();
        await _edge.Ledger.FindClaimAsync(Binding(1), Ct);

        await Should.ThrowAsync<CloakroomException>(() => _edge.Ledger.CatchUpAsync(Ct));
        _edge.Ledger.DownSince.ShouldNotBeNull();
        _edge.Log.Of(5102).ShouldBeEmpty();

        _edge.Faults.Heal();
        await _edge.Ledger.CatchUpAsync(Ct);
        _edge.Ledger.DownSince.ShouldBeNull();
        _edge.Log.Of(5102).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Execute_StoreBack_CatchesUpByItself()
    {
        await _edge.Ledger.StartAsync(Ct);
        _edge.Faults.Fail();
        await _edge.IssueAsync(1, binding: 10);
        (await _edge.Health.CheckHealthAsync(new HealthCheckContext(), Ct)).Status.ShouldBe(HealthStatus.Degraded);
        _edge.Faults.Heal();

        await Eventually.TrueAsync(() =>
        {
            _edge.Clock.Advance(TimeSpan.FromMilliseconds(500));
            return _edge.Ledger.DownSince is null;
        });

        _edge.Ledger.Waiting.ShouldBe(0);
        (await _edge.Health.CheckHealthAsync(new HealthCheckContext(), Ct)).Status.ShouldBe(HealthStatus.Healthy);
        await _edge.Ledger.StopAsync(Ct);
    }

    [Fact]
    public async Task Execute_OneCallFailed_CatchesUpAtOnce()
    {
        await _edge.Ledger.StartAsync(Ct);
        // More than once: what it is woken for must be there before it wakes, however fast it is.
        for (var i = 0; i < 100; i++)
        {
            _edge.Faults.Fail(times: 1);
            await _edge.IssueAsync(i, binding: i);

            // The clock stands still.
            await Eventually.TrueAsync(() => _edge.Ledger.DownSince is null);
            _edge.Ledger.Waiting.ShouldBe(0);
        }

        await _edge.Ledger.StopAsync(Ct);
    }

    [Fact]
    public async Task Stop_WithUnconfirmed_AsksOnceMoreAndTellsWhatIsLost()
    {
        _edge.Faults.Fail();
        await _edge.IssueAsync(1, binding: 10);

        await _edge.Ledger.StopAsync(Ct);

        _edge.Log.Of(5103).ShouldHaveSingleItem().ShouldStartWith("1 issues");
    }

    [Fact]
    public async Task Stop_StoreDownAndNothingWaits_LosesNothing()
    {
        _edge.Faults.Fail();
        await _edge.Ledger.FindClaimAsync(Binding(1), Ct);

        await _edge.Ledger.StopAsync(Ct);

        _edge.Log.Of(5103).ShouldBeEmpty();
    }
}
