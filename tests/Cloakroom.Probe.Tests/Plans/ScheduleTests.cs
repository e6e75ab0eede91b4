using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Probe.Tests.Plans;

public sealed class ScheduleTests
{
    private static readonly Target One = new(new Uri("http://127.0.0.1/one"), TargetKind.Page);
    private static readonly Target Two = new(new Uri("http://127.0.0.1/two"), TargetKind.Page);

    private readonly ManualClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_OfOneAddress_IsOneAtATimeAndInOrder()
    {
        var schedule = new Schedule(_clock);
        var first = Trial(One);
        var second = Trial(One);
        var elsewhere = Trial(Two);
        schedule.Add(first);
        schedule.Add(second);
        schedule.Add(elsewhere);

        (await schedule.TakeAsync(Ct)).ShouldBeSameAs(first);
        (await schedule.TakeAsync(Ct)).ShouldBeSameAs(elsewhere);
        var waiting = schedule.TakeAsync(Ct);
        waiting.IsCompleted.ShouldBeFalse();
        schedule.Done(first);

        (await waiting).ShouldBeSameAs(second);
    }

    [Fact]
    public async Task Take_OfAVariant_IsAfterWhatPagesCanDoAtOnce()
    {
        var schedule = new Schedule(_clock);
        var variant = Trial(new Target(new Uri("http://127.0.0.1/one/x.css"), TargetKind.Variant));
        var page = Trial(One);
        var cold = Trial(One) with { IsCold = true };
        schedule.Add(variant);
        schedule.Add(page);
        schedule.Add(cold);

        schedule.Add(Trial(One) with { Rest = TimeSpan.FromSeconds(2) });

        (await schedule.TakeAsync(Ct)).ShouldBeSameAs(page);
        var next = schedule.TakeAsync(Ct);
        next.IsCompleted.ShouldBeFalse();
        schedule.Done(page);
        (await next).ShouldBeSameAs(cold);
        var last = schedule.TakeAsync(Ct);
        last.IsCompleted.ShouldBeFalse();
        schedule.Done(cold);
        (await last).ShouldBeSameAs(variant);
    }

    [Fact]
    public async Task Take_OfATrialThatNeedsRest_WaitsUntilTheAddressHasRested()
    {
        var schedule = new Schedule(_clock);
        var first = Trial(One);
        var rested = Trial(One) with { Rest = TimeSpan.FromSeconds(2) };
        schedule.Add(first);
        schedule.Add(rested);
        schedule.Done((await schedule.TakeAsync(Ct))!);

        var waiting = schedule.TakeAsync(Ct);
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        waiting.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(0.2));

        (await waiting).ShouldBeSameAs(rested);
    }

    [Fact]
    public async Task Take_OfAColdTrial_NeedsNoRest()
    {
        var schedule = new Schedule(_clock);
        var cold = Trial(One) with { Rest = TimeSpan.FromSeconds(2), IsCold = true };
        schedule.Add(Trial(One));
        schedule.Add(cold);
        schedule.Done((await schedule.TakeAsync(Ct))!);

        (await schedule.TakeAsync(Ct)).ShouldBeSameAs(cold);
    }

    [Fact]
    public async Task Take_WhenAllIsDone_EndsAllWhoWait()
    {
        var schedule = new Schedule(_clock);
        schedule.Add(Trial(One));
        var last = await schedule.TakeAsync(Ct);
        var waiting = new[] { schedule.TakeAsync(Ct), schedule.TakeAsync(Ct) };

        schedule.Done(last!);

        (await Task.WhenAll(waiting)).ShouldAllBe(trial => trial == null);
        schedule.Left.ShouldBe(0);
    }

    [Fact]
    public async Task Take_GivenUp_TakesNothing()
    {
        var schedule = new Schedule(_clock);
        schedule.Add(Trial(One));
        _ = await schedule.TakeAsync(Ct);
        using var stop = new CancellationTokenSource();
        var waiting = schedule.TakeAsync(stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Take_OfATrialBeyondThePlan_WaitsBehindWhatWasDueBefore()
    {
        var schedule = new Schedule(_clock);
        var planned = Trial(One) with { Rest = TimeSpan.FromSeconds(1) };
        var extra = Trial(Two) with { IsCold = true, IsExtra = true };
        schedule.Add(Trial(One));
        schedule.Add(planned);
        schedule.Done((await schedule.TakeAsync(Ct))!);
        schedule.Add(Trial(Two));
        var other = (await schedule.TakeAsync(Ct))!;
        _clock.Advance(TimeSpan.FromSeconds(2));
        schedule.Add(extra);
        schedule.Done(other);

        (await schedule.TakeAsync(Ct)).ShouldBeSameAs(planned);
        (await schedule.TakeAsync(Ct)).ShouldBeSameAs(extra);
    }

    [Fact]
    public void Left_OfTrialsBeyondThePlan_IsNone()
    {
        var schedule = new Schedule(_clock);
        schedule.Add(Trial(One));
        schedule.Add(Trial(Two) with { IsExtra = true });

        schedule.Left.ShouldBe(1);
    }

    private static Trial Trial(Target target) => new(target, Tactic.TimedPair, [Account.Nobody()]);
}
