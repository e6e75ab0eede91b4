using Cloakroom.Control;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Sealing;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Cloakroom.Edge.Tests.Control.EdgeBench;

namespace Cloakroom.Edge.Tests.Control;

public sealed class EdgeControlTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly InMemoryStore _store;
    private readonly EdgeBench _edge;

    public EdgeControlTests()
    {
        _store = new InMemoryStore(_clock);
        _edge = new EdgeBench(_store, _clock);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private EdgeControlView View => _edge.Control.View;

    public void Dispose() => _edge.Dispose();

    [Fact]
    public async Task Look_FreshStore_NothingHasEnded()
    {
        await _edge.Control.LookAsync(Ct);

        View.ShouldBe(EdgeControlView.Initial);
        View.IsRevoked(0, Binding(1), Value(1)).ShouldBeFalse();
    }

    [Fact]
    public async Task Look_AfterRevocation_EndsWhatWasSealedBeforeAndNothingLater()
    {
        await RevokeAsync(Value(99));
        await _edge.Control.LookAsync(Ct);
        var before = View.Revision;

        await RevokeAsync(Binding(1));

        // A request that began under the old view may seal even after the revocation is in force: what it notes is the old revision.
        View.IsRevoked(before, Binding(1), Value(1)).ShouldBeFalse();
        await _edge.Control.LookAsync(Ct);
        View.Revision.ShouldBeGreaterThan(before);
        View.IsRevoked(before, Binding(1), Value(1)).ShouldBeTrue();
        View.IsRevoked(View.Revision, Binding(1), Value(1)).ShouldBeFalse();
        View.IsRevoked(before, Binding(2), Value(2)).ShouldBeFalse();
        View.IsRevoked(before, Binding(2), Value(99)).ShouldBeFalse();
    }

    [Fact]
    public async Task End_StoreDown_IsMadeUpForWhenItIsBack()
    {
        using var other = new EdgeBench(_store, _clock);
        await _edge.Control.LookAsync(Ct);
        _edge.Faults.Fail();
        await _edge.Control.EndAsync(Value(1), "test");
        await _edge.Control.EndPendingAsync();
        await other.Control.LookAsync(Ct);
        other.Control.View.Epochs.ShouldNotContainKey(Value(1));

        _edge.Faults.Heal();
        await _edge.Control.EndPendingAsync();

        await other.Control.LookAsync(Ct);
        other.Control.View.Epochs.ShouldContainKey(Value(1));
        _edge.Log.Of(5209).Count.ShouldBe(1);
    }

    /// <summary>The red twin: were the revision taken when the cookie is sealed, and not when its request began, what is sealed in between would live.</summary>
    [Fact]
    public async Task IsRevoked_RevisionOfTheSealingInsteadOfTheRequest_Leaks()
    {
        await RevokeAsync(Value(99));
        await _edge.Control.LookAsync(Ct);
        var atStartOfRequest = View.Revision;
        await RevokeAsync(Value(1));
        await _edge.Control.LookAsync(Ct);
        var atSealing = View.Revision;

        View.IsRevoked(atSealing, Binding(1), Value(1)).ShouldBeFalse();
        View.IsRevoked(atStartOfRequest, Binding(1), Value(1)).ShouldBeTrue();
    }

    [Fact]
    public async Task HasEnded_RevokedAfterTheLook_IsKnownBeforeTheNext()
    {
        await RevokeAsync(Value(99));
        await _edge.Control.LookAsync(Ct);
        await RevokeAsync(Binding(1));

        (await _edge.Control.HasEndedAsync([Binding(1)], View.Revision, Ct)).ShouldBeTrue();
        (await _edge.Control.HasEndedAsync([Binding(2), Value(99)], View.Revision, Ct)).ShouldBeFalse();
        // The red twin: the view alone.
        View.IsRevoked(View.Revision, Binding(1), default).ShouldBeFalse();
    }

    [Fact]
    public async Task HasEnded_StoreDown_IsWhatTheViewSays()
    {
        await RevokeAsync(Binding(1));
        await _edge.Control.LookAsync(Ct);
        _edge.Faults.Fail();

        (await _edge.Control.HasEndedAsync([Binding(1)], 0, Ct)).ShouldBeTrue();
        (await _edge.Control.HasEndedAsync([Binding(2)], 0, Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task Look_EverythingEnded_EndsWhatWasSealedBefore()
    {
        await RevokeAsync(Value(1));
        await _edge.Control.LookAsync(Ct);
        var before = View.Revision;

        await _store.AdvanceEpochAsync(EpochScope.All, null, Entry("revoke all"), Ct);
        await _edge.Control.LookAsync(Ct);

        View.IsRevoked(before, Binding(5), Value(5)).ShouldBeTrue();
        View.IsRevoked(View.Revision, Binding(5), Value(5)).ShouldBeFalse();
        View.IsRevoked(before, Binding(1), Value(1)).ShouldBeTrue();
        View.Epochs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Look_ModeChanged_IsInTheView()
    {
        var mode = new ModeState(CloakroomMode.ReadOnly, "ann", "drill", _clock.GetUtcNow().TruncateToMilliseconds());
        await _store.SetModeAsync(mode, Ct);

        await _edge.Control.LookAsync(Ct);

        View.Mode.ShouldBe(mode);
        _edge.Log.Of(5203).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Look_NothingNew_KeepsTheViewAndAsksForOneRow()
    {
        await RevokeAsync(Value(1));
        await _edge.Control.LookAsync(Ct);
        var view = View;

        await _edge.Control.LookAsync(Ct);

        View.ShouldBeSameAs(view);
    }

    [Fact]
    public async Task Execute_Revocation_ComesInForceByItself()
    {
        await _edge.Control.StartAsync(Ct);
        await RevokeAsync(Value(1));

        // The service makes its timer on a thread of its own, maybe after the first move.
        await Eventually.TrueAsync(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            return View.IsRevoked(0, Binding(1), Value(1));
        });
        await _edge.Control.StopAsync(Ct);
    }

    [Fact]
    public async Task Start_StoreDown_DoesNotStart()
    {
        _edge.Faults.Fail();

        await Should.ThrowAsync<CloakroomException>(() => _edge.Control.StartAsync(Ct));
    }

    [Fact]
    public async Task Execute_StoreFails_KeepsTheViewTellsOnceAndRecovers()
    {
        await RevokeAsync(Value(1));
        await _edge.Control.StartAsync(Ct);
        var confirmed = _clock.GetUtcNow();
        _edge.Faults.Fail();

        await Eventually.TrueAsync(() => Tick(_edge.Control.StaleSince is not null));
        var calls = _edge.Faults.Calls;
        await Eventually.TrueAsync(() => Tick(_edge.Faults.Calls > calls + 3));

        _edge.Control.StaleSince!.Value.ShouldBeGreaterThanOrEqualTo(confirmed);
        View.IsRevoked(0, Binding(1), Value(1)).ShouldBeTrue();
        _edge.Log.Of(5201).Count.ShouldBe(1);
        (await _edge.Health.CheckHealthAsync(new HealthCheckContext(), Ct)).Status.ShouldBe(HealthStatus.Degraded);

        _edge.Faults.Heal();
        await Eventually.TrueAsync(() => Tick(_edge.Control.StaleSince is null));
        _edge.Log.Of(5202).Count.ShouldBe(1);
        await _edge.Control.StopAsync(Ct);
    }

    [Fact]
    public async Task Execute_StoreHangs_IsStaleAfterTheTimeLimit()
    {
        await _edge.Control.StartAsync(Ct);
        _edge.Faults.Hang();

        await Eventually.TrueAsync(() => Tick(_edge.Control.StaleSince is not null));

        _edge.Faults.Heal();
        await Eventually.TrueAsync(() => Tick(_edge.Control.StaleSince is null));
        await _edge.Control.StopAsync(Ct);
    }

    [Fact]
    public async Task Look_StoreMadeAnew_UnrevokesNothingAndPutsItBack()
    {
        await RevokeAsync(Value(1), Binding(2));
        await _store.SetModeAsync(new ModeState(CloakroomMode.Closed, "ann", "leak", _clock.GetUtcNow().TruncateToMilliseconds()), Ct);
        await _edge.Control.LookAsync(Ct);
        var before = View.Revision;
        var another = new InMemoryStore(_clock);
        _edge.Faults.Replace(another);

        await _edge.Control.LookAsync(Ct);

        View.IsRevoked(0, Binding(1), Value(1)).ShouldBeTrue();
        View.IsRevoked(0, Binding(2), Value(2)).ShouldBeTrue();
        View.Mode.Mode.ShouldBe(CloakroomMode.Closed);
        View.Revision.ShouldBeGreaterThan(before);
        _edge.Log.Of(5205).ShouldHaveSingleItem();
        (await another.ReadHistoryAsync(10, Ct)).ShouldContain(line => line.Action == "restore");

        // An edge that starts afterwards knows it from the new store.
        using var later = new EdgeBench(another, _clock);
        await later.Control.LookAsync(Ct);
        later.Control.View.IsRevoked(0, Binding(1), Value(1)).ShouldBeTrue();
        later.Control.View.Mode.Mode.ShouldBe(CloakroomMode.Closed);

        // And a revocation there ends what was sealed under the lost store.
        var sealedBefore = View.Revision;
        await another.RevokeTagsAsync([Value(3).Bits], Entry("revoke"), Ct);
        await _edge.Control.LookAsync(Ct);
        View.IsRevoked(sealedBefore, Binding(3), Value(3)).ShouldBeTrue();
        _edge.Log.Of(5205).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Look_StoreMadeAnewWithALaterRevision_IsNoticedAllTheSame()
    {
        await RevokeAsync(Value(1));
        await _edge.Control.LookAsync(Ct);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var another = new InMemoryStore(_clock);
        await another.RevokeTagsAsync([Value(2).Bits], Entry("revoke"), Ct);
        _edge.Faults.Replace(another);

        await _edge.Control.LookAsync(Ct);

        View.IsRevoked(0, Binding(1), Value(1)).ShouldBeTrue();
        View.IsRevoked(0, Binding(2), Value(2)).ShouldBeTrue();
        _edge.Log.Of(5205).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Look_PuttingBackFails_StaysInForceHereAndIsTriedAgain()
    {
        await RevokeAsync(Value(1));
        await _edge.Control.LookAsync(Ct);
        var another = new InMemoryStore(_clock);
        _edge.Faults.Replace(another);
        _edge.Faults.Fail(only: nameof(another.RestoreEdgeControlAsync));

        await Should.ThrowAsync<CloakroomException>(() => _edge.Control.LookAsync(Ct));
        await Should.ThrowAsync<CloakroomException>(() => _edge.Control.LookAsync(Ct));
        View.IsRevoked(0, Binding(1), Value(1)).ShouldBeTrue();

        _edge.Faults.Heal();
        await _edge.Control.LookAsync(Ct);
        (await another.ReadEdgeControlAsync(0, Ct)).Epochs.ShouldHaveSingleItem().Tag.ShouldBe(Value(1).Bits);
        _edge.Log.Of(5205).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Look_EndOlderThanAnyCookie_EndsEverythingOlderInstead()
    {
        await RevokeAsync(Value(1));
        await _edge.Control.LookAsync(Ct);
        var old = View.Revision;
        _clock.Advance(EdgeControlView.EpochRetention + TimeSpan.FromDays(1));

        await RevokeAsync(Value(2));
        await _edge.Control.LookAsync(Ct);

        View.Epochs.Keys.ShouldBe([Value(2)]);
        View.IsRevoked(old - 1, Binding(1), Value(1)).ShouldBeTrue();
        View.IsRevoked(old, Binding(1), Value(1)).ShouldBeFalse();
    }

    private bool Tick(bool done)
    {
        if (!done) _clock.Advance(TimeSpan.FromMilliseconds(250));
        return done;
    }

    private ControlEntry Entry(string action) => new(_clock.GetUtcNow().TruncateToMilliseconds(), action, "ann", "drill");

    private async Task RevokeAsync(params Tag[] tags) => await _store.RevokeTagsAsync([.. tags.Select(tag => tag.Bits)], Entry("revoke"), Ct);
}
