using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task ReplaceMode_SetBySomebodyElseMeanwhile_ChangesNothing()
    {
        var seen = (await Store.ReadControlAsync(0, Ct)).Mode;
        var closed = new ModeState(CloakroomMode.Closed, "policy", "a leak", Now.AddSeconds(1));
        var opened = new ModeState(CloakroomMode.SignInClosed, "ann", "to be safe", Now.AddSeconds(2));
        (await Store.ReplaceModeAsync(seen, closed, Ct)).ShouldBeTrue();

        (await Store.ReplaceModeAsync(seen, opened, Ct)).ShouldBeFalse();

        (await Store.ReadControlAsync(0, Ct)).Mode.ShouldBe(closed);
        (await Store.ReadHistoryAsync(9, Ct)).ShouldHaveSingleItem().Action.ShouldBe("mode Closed");
        (await Store.ReplaceModeAsync(closed, opened, Ct)).ShouldBeTrue();
        (await Store.ReadControlAsync(0, Ct)).Mode.ShouldBe(opened);
    }

    [Fact]
    public async Task ReadControl_FreshStore_IsOpenAndHasAPlaceInTheFeed()
    {
        var control = await Store.ReadControlAsync(0, Ct);

        control.Mode.ShouldBe(ModeState.Initial);
        control.Changes.ShouldBeEmpty();
        control.IsPartial.ShouldBeFalse();

        // Were it 0, a node that starts now and asks for what came after would be told the present state without changes.
        control.Revision.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task ReadControl_SinceZero_TellsNoChanges()
    {
        await Store.AdvanceEpochAsync(EpochScope.All, null, SampleRecords.Entry(), Ct);

        (await Store.ReadControlAsync(0, Ct)).Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadControl_SinceARevision_TellsWhatCameAfterOldestFirst()
    {
        var record = await CreateAsync(1);
        await Store.WriteAsync(record.Next(), 1, Ct);
        var since = await RevisionAsync();
        await Store.AdvanceEpochAsync(EpochScope.All, null, SampleRecords.Entry(), Ct);
        await Store.AdvanceEpochAsync(EpochScope.Tenant, "acme", SampleRecords.Entry(), Ct);
        await Store.AdvanceEpochAsync(EpochScope.Subject, "alice", SampleRecords.Entry(), Ct);
        await Store.SetModeAsync(new ModeState(CloakroomMode.ReadOnly, "operator", "drill", Now), Ct);
        await Store.RevokeAsync(record.Key, Now, Ct);

        var control = await Store.ReadControlAsync(since, Ct);

        control.Changes.Select(c => (c.Kind, c.Key, c.Name)).ShouldBe([
            (ControlChangeKind.AllEpoch, default, null),
            (ControlChangeKind.TenantEpoch, default, "acme"),
            (ControlChangeKind.SubjectEpoch, default, "alice"),
            (ControlChangeKind.Mode, default, null),
            (ControlChangeKind.Session, record.Key, null)]);
        control.Changes.Select(c => c.Revision).ShouldBe(control.Changes.Select(c => c.Revision).Order());
        control.Changes.ShouldAllBe(c => c.Revision > since);
        control.Changes[^1].Revision.ShouldBe(control.Revision);
        control.Mode.Mode.ShouldBe(CloakroomMode.ReadOnly);

        var later = await Store.ReadControlAsync(control.Changes[2].Revision, Ct);
        later.Changes.ShouldBe(control.Changes.Skip(3));
        (await Store.ReadControlAsync(control.Revision, Ct)).Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadControl_RevisionThatIsNotOfThisStore_IsPartial()
    {
        var control = await Store.ReadControlAsync(await RevisionAsync() + 1, Ct);

        control.IsPartial.ShouldBeTrue();
        control.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadEpochs_NothingAdvanced_IsZero() => (await Store.ReadEpochsAsync("acme", "alice", Ct)).ShouldBe(default);

    [Fact]
    public async Task AdvanceEpoch_EachScope_MovesItsOwnByOne()
    {
        await Store.AdvanceEpochAsync(EpochScope.All, null, SampleRecords.Entry(), Ct);
        await Store.AdvanceEpochAsync(EpochScope.Tenant, "acme", SampleRecords.Entry(), Ct);
        await Store.AdvanceEpochAsync(EpochScope.Subject, "alice", SampleRecords.Entry(), Ct);
        await Store.AdvanceEpochAsync(EpochScope.Subject, "alice", SampleRecords.Entry(), Ct);

        (await Store.ReadEpochsAsync("acme", "alice", Ct)).ShouldBe(new EpochStamp(1, 1, 2));
        (await Store.ReadEpochsAsync("alice", "acme", Ct)).ShouldBe(new EpochStamp(1, 0, 0));
        (await Store.ReadEpochsAsync(null, null, Ct)).ShouldBe(new EpochStamp(1, 0, 0));
        (await Store.ReadEpochsAsync("ACME", "Alice", Ct)).ShouldBe(new EpochStamp(1, 0, 0));
    }

    [Fact]
    public async Task AdvanceEpoch_NameAndScopeDisagree_IsRefused()
    {
        await Should.ThrowAsync<ArgumentException>(
            async () => await Store.AdvanceEpochAsync(EpochScope.All, "acme", SampleRecords.Entry(), Ct));
        await Should.ThrowAsync<ArgumentException>(
            async () => await Store.AdvanceEpochAsync(EpochScope.Tenant, null, SampleRecords.Entry(), Ct));

        (await Store.ReadHistoryAsync(10, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task SetMode_Set_IsReadBackWhole()
    {
        var mode = new ModeState(CloakroomMode.SignInClosed, "operator", "a drill, \u00e9", Now);

        await Store.SetModeAsync(mode, Ct);

        (await Store.ReadControlAsync(0, Ct)).Mode.ShouldBe(mode);
    }

    [Fact]
    public async Task ReadHistory_ModesAndEpochs_AreThereNewestFirst()
    {
        await Store.SetModeAsync(new ModeState(CloakroomMode.Closed, "ann", "leak", Now), Ct);
        await Store.AdvanceEpochAsync(EpochScope.All, null, new ControlEntry(Now, "revoke all", "bob", "leak"), Ct);

        // An earlier clock does not change the order in which things were done.
        await Store.SetModeAsync(new ModeState(CloakroomMode.Open, "ann", "over", Now.AddHours(-1)), Ct);

        (await Store.ReadHistoryAsync(10, Ct)).ShouldBe([
            new ControlEntry(Now.AddHours(-1), "mode Open", "ann", "over"),
            new ControlEntry(Now, "revoke all", "bob", "leak"),
            new ControlEntry(Now, "mode Closed", "ann", "leak")]);
        (await Store.ReadHistoryAsync(1, Ct)).Single().Action.ShouldBe("mode Open");
    }

    [Fact]
    public async Task AppendMixup_New_IsReadBackWhole()
    {
        var mixups = Enumerable.Range(0, 18).Select(i => SampleMixup(i, Now)).ToArray();
        foreach (var mixup in mixups)
        {
            await Store.AppendMixupAsync(mixup, Ct);
        }

        (await Store.ReadMixupsAsync(Now, 100, Ct)).ShouldBe(mixups);
    }

    [Fact]
    public async Task AppendMixup_SameIdAgain_ChangesNothing()
    {
        await Store.AppendMixupAsync(SampleMixup(1, Now), Ct);

        await Store.AppendMixupAsync(SampleMixup(1, Now) with { Detail = "again" }, Ct);

        (await Store.ReadMixupsAsync(Now, 100, Ct)).ShouldBe([SampleMixup(1, Now)]);
    }

    [Fact]
    public async Task ReadMixups_SinceAndMax_AreTheOldestOfThose()
    {
        await Store.AppendMixupAsync(SampleMixup(1, Now.AddSeconds(2)), Ct);
        await Store.AppendMixupAsync(SampleMixup(2, Now.AddMilliseconds(-1)), Ct);
        await Store.AppendMixupAsync(SampleMixup(3, Now), Ct);
        await Store.AppendMixupAsync(SampleMixup(4, Now.AddSeconds(3)), Ct);

        var read = await Store.ReadMixupsAsync(Now, 2, Ct);

        read.Select(m => m.Id).ShouldBe([SampleMixup(3, Now).Id, SampleMixup(1, Now).Id]);
    }

    [Fact]
    public async Task EveryMember_TokenAlreadyCancelled_GivesUpAndDoesNothing()
    {
        var record = await CreateAsync(1);
        var cancelled = new CancellationToken(canceled: true);
        Func<Task>[] calls = [
            async () => await Store.CreateAsync(SampleRecords.Create(2), SessionCreation.Plain, cancelled),
            async () => await Store.ReadAsync(record.Key, cancelled),
            async () => await Store.FindByBindingAsync(record.BindingKey, cancelled),
            async () => await Store.WriteAsync(record.Next(), 1, cancelled),
            async () => await Store.RotateAsync(record.Key, 1, record.Successor(2), Now, Now, cancelled),
            async () => await Store.TouchAsync([new SessionTouch(record.Key, 1, Now, [1])], cancelled),
            async () => await Store.RevokeAsync(record.Key, Now, cancelled),
            async () => await Store.RevokeByIdAsync("alice", record.Id, Now, cancelled),
            async () => await Store.ListAsync("alice", 1, cancelled),
            async () => await Store.PurgeAsync(new PurgeCutoffs(Now.AddYears(1), Now.AddYears(1), Now, Now, Never), cancelled),
            async () => await Store.ReadControlAsync(0, cancelled),
            async () => await Store.ReadEpochsAsync(null, null, cancelled),
            async () => await Store.SetModeAsync(new ModeState(CloakroomMode.Closed, "", "", Now), cancelled),
            async () => await Store.AdvanceEpochAsync(EpochScope.All, null, SampleRecords.Entry(), cancelled),
            async () => await Store.ReadHistoryAsync(1, cancelled),
            async () => await Store.AppendMixupAsync(SampleMixup(1, Now), cancelled),
            async () => await Store.ReadMixupsAsync(Now, 1, cancelled),
            async () => await Store.ReadIncidentsAsync(1, cancelled),
            async () => await Store.FindIncidentAsync("x", cancelled),
            async () => await Store.ReadIncidentMixupsAsync("x", 1, cancelled),
            async () => await Store.OpenIncidentAsync("x", Now, ByHand(Now, Now), cancelled),
            async () => await Store.AddIncidentNoteAsync("x", new IncidentNote(Now, "ann", "note"), cancelled),
            async () => await Store.CloseIncidentAsync("x", new IncidentClosing(Now, "ann", "over"), cancelled)];

        foreach (var call in calls)
        {
            await Should.ThrowAsync<OperationCanceledException>(call);
        }

        (await ReadAsync(record.Key)).Describe().ShouldBe(record.Describe());
        (await Store.ReadAsync(SampleRecords.Key(2), Ct)).ShouldBeNull();
        (await Store.ReadHistoryAsync(1, Ct)).ShouldBeEmpty();
        (await Store.ReadMixupsAsync(Never, 1, Ct)).ShouldBeEmpty();
        (await Store.ReadIncidentsAsync(1, Ct)).ShouldBeEmpty();
    }
}
