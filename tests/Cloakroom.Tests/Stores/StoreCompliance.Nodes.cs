using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

/// <summary>The contracts of <see cref="INodeStore"/> and <see cref="IErasureStore"/>, and passes.</summary>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task WriteNode_WithAllThatItTells_IsReadAsTold()
    {
        var node = new Node(NodeKind.Application, "a", "web1 Shop (1)", Now, Now.AddSeconds(3), 7, Now.AddSeconds(2))
        {
            Canary = new CanaryRun(CanaryResult.Wrong, Now.AddSeconds(1)),
            MixupsLost = 4,
            UsesLost = 5_000_000_000,
            Problem = "the site is down",
        };
        await Store.WriteNodeAsync(node, Ct);
        (await Store.ReadNodesAsync(Ct)).ShouldHaveSingleItem().ShouldBe(node);

        var later = node with { Canary = null, Problem = null, MixupsLost = 5, SeenAt = Now.AddSeconds(4), Revision = 8 };
        await Store.WriteNodeAsync(later, Ct);
        (await Store.ReadNodesAsync(Ct)).ShouldHaveSingleItem().ShouldBe(later);
        (await Store.RemoveNodeAsync("a", Ct)).ShouldBeTrue();
        (await Store.RemoveNodeAsync("a", Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task ForgetNode_InTheList_IsWrittenDownOnceAndTouchesNothingElse()
    {
        await Store.WriteNodeAsync(new Node(NodeKind.Application, "a", "web1", Now, Now, 7, Now), Ct);
        var (pass, _) = VerifyPass.Create(Now.AddMinutes(1));
        await Store.SetPassAsync(pass, new ControlEntry(Now, "verify", "ann", "a test"), Ct);
        var entry = new ControlEntry(Now.AddSeconds(1), "forget node web1", "ann", "killed");

        (await Store.ForgetNodeAsync("a", entry, Ct)).ShouldBeTrue();
        (await Store.ForgetNodeAsync("a", entry, Ct)).ShouldBeFalse();

        (await Store.ReadNodesAsync(Ct)).ShouldBeEmpty();
        (await Store.ReadHistoryAsync(9, Ct)).Count(written => written == entry).ShouldBe(1);
        (await Store.ReadControlAsync(0, Ct)).Pass.ShouldBe(pass);
    }

    [Fact]
    public async Task Purge_NodeSilentForADay_IsForgotten()
    {
        await Store.WriteNodeAsync(new Node(NodeKind.Application, "old", "n", Now, Now.AddHours(-25), 0, Now), Ct);
        await Store.WriteNodeAsync(new Node(NodeKind.Edge, "new", "n", Now, Now.AddHours(-23), 0, Now), Ct);

        await Store.PurgeAsync(new PurgeCutoffs(Now, Now.AddDays(-2), Now.AddDays(-2), Now.AddDays(-2), Now.AddDays(-2)), Ct);

        (await Store.ReadNodesAsync(Ct)).ShouldHaveSingleItem().Id.ShouldBe("new");
    }

    [Fact]
    public async Task ReadRevisions_SessionsAndOperators_FollowsOperatorsOnly()
    {
        var before = await Store.ReadRevisionsAsync(Ct);
        await Store.SetModeAsync(new ModeState(CloakroomMode.ReadOnly, "ann", "drill", Now), Ct);
        var after = await Store.ReadRevisionsAsync(Ct);
        after.Application.ShouldBeGreaterThan(before.Application);
        after.Application.ShouldBe((await Store.ReadControlAsync(0, Ct)).Revision);
        after.Edge.ShouldBe((await Edges.ReadEdgeControlAsync(0, Ct)).Revision);

        var record = SampleRecords.Create(1, "alice");
        await Store.CreateAsync(record, SessionCreation.Plain, Ct);
        await Store.RevokeAsync(record.Key, Now, Ct);

        (await Store.ReadControlAsync(0, Ct)).Revision.ShouldBeGreaterThan(after.Application);
        (await Store.ReadRevisionsAsync(Ct)).ShouldBe(after);

        await Store.PurgeAsync(new PurgeCutoffs(Now, Now.AddDays(-1), DateTimeOffset.MaxValue, Now.AddDays(-1), Now.AddDays(-1)), Ct);
        (await Store.ReadRevisionsAsync(Ct)).Application.ShouldBeGreaterThanOrEqualTo(after.Application);
    }

    [Fact]
    public async Task SetPass_AndTakenAway_IsToldToApplicationsAndEdgesAndAudited()
    {
        var (pass, _) = VerifyPass.Create(Now.AddMinutes(2));
        var since = (await Store.ReadControlAsync(0, Ct)).Revision;

        await Store.SetPassAsync(pass, SampleRecords.Entry("verify"), Ct);

        var control = await Store.ReadControlAsync(since, Ct);
        control.Pass.ShouldBe(pass);
        control.Changes.ShouldHaveSingleItem().Kind.ShouldBe(ControlChangeKind.Mode);
        var edges = await Edges.ReadEdgeControlAsync(0, Ct);
        edges.Pass.ShouldBe(pass);
        (await Store.ReadHistoryAsync(9, Ct)).ShouldHaveSingleItem().ShouldBe(SampleRecords.Entry("verify"));

        await Store.SetPassAsync(null, SampleRecords.Entry("verify done"), Ct);
        (await Store.ReadControlAsync(0, Ct)).Pass.ShouldBeNull();
        var later = await Edges.ReadEdgeControlAsync(edges.Revision, Ct);
        later.Pass.ShouldBeNull();
        later.Revision.ShouldBeGreaterThan(edges.Revision);
        later.IsContinuation.ShouldBeTrue();
    }

    [Fact]
    public async Task EndSessions_ById_EndsThemWhoeverTheyAreOf()
    {
        var (alice, bob, other) = (SampleRecords.Create(2, "alice"), SampleRecords.Create(3, "bob"), SampleRecords.Create(4, "bob"));
        foreach (var record in new[] { alice, bob, other })
            await Store.CreateAsync(record, SessionCreation.Plain, Ct);
        await Store.RevokeAsync(bob.Key, Now, Ct);
        var since = (await Store.ReadControlAsync(0, Ct)).Revision;

        var ended = await Store.EndSessionsAsync([alice.Id, bob.Id, "nobody", alice.Id], SampleRecords.Entry("revoke"), Ct);

        ended.Ended.ShouldBe([alice.Id]);
        ended.Over.ShouldBe([bob.Id]);
        ended.Unknown.ShouldBe(["nobody"]);
        (await Store.ReadAsync(alice.Key, Ct))!.Record.Status.ShouldBe(RecordStatus.Revoked);
        (await Store.ReadAsync(other.Key, Ct))!.Record.Status.ShouldBe(RecordStatus.Live);
        (await Store.ReadControlAsync(since, Ct)).Changes.Select(change => change.Kind).ShouldBe([ControlChangeKind.Session, ControlChangeKind.Mode]);
        (await Store.ReadHistoryAsync(9, Ct)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task EndSessions_NoneKnown_ChangesNothing()
    {
        var since = (await Store.ReadControlAsync(0, Ct)).Revision;

        (await Store.EndSessionsAsync(["nobody"], SampleRecords.Entry("revoke"), Ct)).Unknown.ShouldBe(["nobody"]);

        (await Store.ReadControlAsync(0, Ct)).Revision.ShouldBe(since);
        (await Store.ReadHistoryAsync(9, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task EraseSessions_OfASubject_LeavesTheOthers()
    {
        var (live, over, bob) = (SampleRecords.Create(5, "alice"), SampleRecords.Create(6, "alice"), SampleRecords.Create(7, "bob"));
        foreach (var record in new[] { live, over, bob })
            await Store.CreateAsync(record, SessionCreation.Plain, Ct);
        await Store.RevokeAsync(over.Key, Now, Ct);
        await Store.AppendMixupAsync(SampleMixup(1, Now) with { Owner = new MixupParty("alice", "purged"), Presenter = new MixupParty("bob", bob.Id) }, Ct);
        await Store.AppendMixupAsync(SampleMixup(2, Now) with { Owner = new MixupParty("bob", bob.Id), Presenter = new MixupParty("alice", live.Id) }, Ct);

        var traces = await Store.FindSubjectAsync("alice", Ct);
        traces.Sessions.Order().ShouldBe(new[] { live.Id, over.Id, "purged" }.Order());
        traces.Mixups.ShouldBe(2);
        (await Store.FindSubjectAsync("ali", Ct)).Sessions.ShouldBeEmpty();

        var since = (await Store.ReadControlAsync(0, Ct)).Revision;
        (await Store.EraseSessionsAsync(traces.Sessions, SampleRecords.Entry("erase"), Ct)).ShouldBe(2);

        (await Store.ReadAsync(live.Key, Ct)).ShouldBeNull();
        (await Store.ReadAsync(over.Key, Ct)).ShouldBeNull();
        (await Store.ReadAsync(bob.Key, Ct)).ShouldNotBeNull();
        (await Store.ReadControlAsync(since, Ct)).Changes.Where(change => change.Kind == ControlChangeKind.Session).Select(change => change.Key).ToHashSet()
            .SetEquals([live.Key, over.Key]).ShouldBeTrue();
        (await Store.ReadHistoryAsync(9, Ct)).ShouldHaveSingleItem();
        (await Edges.HasSessionsAsync(Ct)).ShouldBeTrue();
        await Store.EraseSessionsAsync([bob.Id], SampleRecords.Entry("erase"), Ct);
        (await Edges.HasSessionsAsync(Ct)).ShouldBeFalse();
    }
}
