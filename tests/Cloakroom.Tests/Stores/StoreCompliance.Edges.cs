using Cloakroom.Control;
using Cloakroom.Edges;

namespace Cloakroom.Tests.Stores;

/// <summary>The contract of <see cref="IEdgeStore"/>.</summary>
public abstract partial class StoreCompliance
{
    private IEdgeStore Edges => (IEdgeStore)Store;

    [Fact]
    public async Task TryIssue_NewValue_IsNoted()
    {
        (await IssueAsync(1, 10)).ShouldBe((UInt128)10);

        (await IssueAsync(1, 10)).ShouldBe((UInt128)10);
        (await IssueAsync(1, 20)).ShouldBe((UInt128)10);
        (await IssueAsync(2, 20)).ShouldBe((UInt128)20);
        (await Edges.CountIssuedAsync(Ct)).ShouldBe(2);
    }

    [Fact]
    public async Task FindIssued_TellsWhoHasTheValueAndSinceWhen()
    {
        (await Edges.FindIssuedAsync(1, Ct)).ShouldBeNull();
        await IssueAsync(1, 10);
        await IssueAsync(1, 20, at: Now.AddMinutes(1));

        (await Edges.FindIssuedAsync(1, Ct)).ShouldBe(new IssuedValue(10, Now));
        (await Edges.FindIssuedAsync(2, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task TryIssue_Claim_IsTheFirstOnesForGood()
    {
        (await Edges.TryIssueAsync(new Issue(1, 10, null, Now) { IsClaim = true }, Ct)).ShouldBe((UInt128)10);

        (await Edges.TryIssueAsync(new Issue(1, 20, null, Now.AddSeconds(1)) { IsClaim = true }, Ct)).ShouldBe((UInt128)10);
        (await Edges.FindIssuedAsync(1, Ct)).ShouldBe(new IssuedValue(10, Now));
    }

    [Fact]
    public async Task ClaimsVersion_ChangesWithClaimsAlone()
    {
        var version = Edges.ClaimsVersion;
        await IssueAsync(1, 10);
        Edges.ClaimsVersion.ShouldBe(version);

        await Edges.TryIssueAsync(new Issue(2, 10, null, Now) { IsClaim = true }, Ct);

        Edges.ClaimsVersion.ShouldNotBe(version);
    }

    [Fact]
    public async Task TryIssue_ByTheSuccessor_HandsTheValueOn()
    {
        await IssueAsync(1, 10);

        (await IssueAsync(1, 11, previous: 10)).ShouldBe((UInt128)11);
        (await IssueAsync(1, 10)).ShouldBe((UInt128)11);
        (await IssueAsync(1, 12, previous: 10, at: Now.AddMinutes(2))).ShouldBe((UInt128)11);
    }

    [Fact]
    public async Task TryIssue_TwoSuccessorsOfOneBindingAtOnce_AreOneBrowser()
    {
        (await IssueAsync(1, 20, previous: 10)).ShouldBe((UInt128)20);
        (await IssueAsync(1, 30, previous: 10, at: Now.AddSeconds(59))).ShouldBe((UInt128)30);
        (await IssueAsync(1, 40, previous: 10, at: Now.AddSeconds(59))).ShouldBe((UInt128)40);

        (await IssueAsync(1, 50, previous: 11)).ShouldBe((UInt128)40);
        (await IssueAsync(1, 50)).ShouldBe((UInt128)40);
    }

    [Fact]
    public async Task TryIssue_SuccessorsOfOneBindingOverTime_AreTwoBrowsers()
    {
        await IssueAsync(1, 20, previous: 10);
        // Seen again, not renewed.
        await IssueAsync(1, 20, previous: 10, at: Now.AddDays(2));

        (await IssueAsync(1, 30, previous: 10, at: Now.AddDays(2))).ShouldBe((UInt128)20);
    }

    [Fact]
    public async Task TryIssue_ParallelRenewals_DoNotAddUp()
    {
        await IssueAsync(1, 20, previous: 10);
        await IssueAsync(1, 30, previous: 10, at: Now.AddSeconds(50));

        // A minute from the first, however many there were since.
        (await IssueAsync(1, 40, previous: 10, at: Now.AddSeconds(100))).ShouldBe((UInt128)30);
    }

    [Fact]
    public async Task TryIssue_BindingThatReplacesNone_HasNoSiblings()
    {
        await IssueAsync(1, 10, previous: 10);

        (await IssueAsync(1, 20, previous: 10)).ShouldBe((UInt128)20);
        (await IssueAsync(2, 10)).ShouldBe((UInt128)10);
        (await IssueAsync(2, 20)).ShouldBe((UInt128)10);
    }

    [Fact]
    public async Task TryIssue_ValueThatNobodyMayHave_StaysWithNobody()
    {
        await IssueAsync(1, 10);
        await IssueAsync(1, Issue.Nobody, previous: 10);

        (await IssueAsync(1, 20, previous: 10)).ShouldBe(Issue.Nobody);
        (await IssueAsync(1, 10)).ShouldBe(Issue.Nobody);
    }

    [Fact]
    public async Task TryIssue_LargestTags_AreKeptWhole()
    {
        (await IssueAsync(UInt128.MaxValue, UInt128.MaxValue - 1)).ShouldBe(UInt128.MaxValue - 1);
        (await IssueAsync(UInt128.MaxValue, 0)).ShouldBe(UInt128.MaxValue - 1);
        (await IssueAsync(0, 1)).ShouldBe((UInt128)1);
    }

    [Fact]
    public async Task TryIssue_ManyAtOnce_OneHasTheValue()
    {
        for (var round = 0; round < 20; round++)
        {
            var value = (UInt128)round;
            var owners = await Task.WhenAll(Enumerable.Range(1, 16).Select(i => Task.Run(() => IssueAsync(value, (UInt128)i).AsTask())));
            owners.Distinct().ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task PurgeEdges_ValuesNotSeen_AreForgottenAndThoseSeenAreNot()
    {
        await IssueAsync(1, 10, at: Now);
        await IssueAsync(2, 20, at: Now);
        await IssueAsync(3, 30, at: Now);
        await IssueAsync(2, 20, at: Now.AddDays(29));
        await IssueAsync(3, 31, previous: 30, at: Now.AddDays(29));

        (await PurgeEdgesAsync(issuedBefore: Now.AddDays(1))).ShouldBe(1);

        (await Edges.CountIssuedAsync(Ct)).ShouldBe(2);
        (await IssueAsync(1, 99)).ShouldBe((UInt128)99);
        (await IssueAsync(2, 99)).ShouldBe((UInt128)20);
        (await IssueAsync(3, 99)).ShouldBe((UInt128)31);
    }

    [Fact]
    public async Task PurgeEdges_ManyMoreThanABatch_AllGo()
    {
        await Task.WhenAll(Enumerable.Range(0, 1_200).Select(i => IssueAsync((UInt128)i, 1, at: Now).AsTask()));

        (await PurgeEdgesAsync(issuedBefore: Now.AddDays(1))).ShouldBe(1_200);

        (await Edges.CountIssuedAsync(Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task ReadEdgeControl_FreshStore_HasNothing()
    {
        var control = await Edges.ReadEdgeControlAsync(0, Ct);

        (control.Revision, control.AllEpoch, control.IsContinuation).ShouldBe((0, 0, true));
        control.Mode.ShouldBe(ModeState.Initial);
        control.Epochs.ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadEdgeControl_SinceARevision_TellsTagsEndedAfterIt()
    {
        var first = await RevokeTagsAsync(1, 2);
        var second = await RevokeTagsAsync(2, 3);

        (await EpochsSince(0)).ShouldBe([new TagEpoch(1, first), new TagEpoch(2, second), new TagEpoch(3, second)]);
        (await EpochsSince(first)).ShouldBe([new TagEpoch(2, second), new TagEpoch(3, second)]);
        (await EpochsSince(second)).ShouldBeEmpty();
        second.ShouldBeGreaterThan(first);
    }

    [Fact]
    public async Task ReadEdgeControl_ModeAndAllEpoch_MoveTheRevision()
    {
        var mode = new ModeState(CloakroomMode.ReadOnly, "ann", "drill", Now);
        await Store.SetModeAsync(mode, Ct);
        var afterMode = await Edges.ReadEdgeControlAsync(0, Ct);
        await Store.AdvanceEpochAsync(EpochScope.All, null, SampleRecords.Entry(), Ct);
        var afterAll = await Edges.ReadEdgeControlAsync(afterMode.Revision, Ct);

        afterMode.Mode.ShouldBe(mode);
        afterMode.AllEpoch.ShouldBe(0);
        afterAll.Revision.ShouldBeGreaterThan(afterMode.Revision);
        afterAll.AllEpoch.ShouldBe(afterAll.Revision);
        afterAll.IsContinuation.ShouldBeTrue();
    }

    [Fact]
    public async Task ReadEdgeControl_WhatIsNotForEdges_LeavesTheRevision()
    {
        var record = await CreateAsync(1);
        await Store.RevokeAsync(record.Key, Now, Ct);
        await Store.AdvanceEpochAsync(EpochScope.Subject, "alice", SampleRecords.Entry(), Ct);

        (await Edges.ReadEdgeControlAsync(0, Ct)).Revision.ShouldBe(0);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task ReadEdgeControl_RevisionThatIsNotOfThisStore_TellsEverything(int distance)
    {
        await RevokeTagsAsync(1);
        var revision = await RevokeTagsAsync(2);
        await RevokeTagsAsync(at: Now.AddHours(1), 3);

        var control = await Edges.ReadEdgeControlAsync(revision + (distance * 10), Ct);

        control.IsContinuation.ShouldBeFalse();
        control.Epochs.Select(epoch => (int)epoch.Tag).Order().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task RevokeTags_Revision_IsTheTimeOrOneMore()
    {
        var now = Now.ToUnixTimeMilliseconds();

        (await RevokeTagsAsync(at: Now, 1)).ShouldBe(now);
        (await RevokeTagsAsync(at: Now, 1)).ShouldBe(now + 1);
        (await RevokeTagsAsync(at: Now.AddDays(-1), 1)).ShouldBe(now + 2);
        (await RevokeTagsAsync(at: Now.AddDays(1), 1)).ShouldBe(Now.AddDays(1).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task RevokeTags_Done_IsInTheAuditTrail()
    {
        var entry = new ControlEntry(Now, "revoke binding abc", "ann", "leak");

        await Edges.RevokeTagsAsync([1], entry, Ct);

        (await Store.ReadHistoryAsync(10, Ct)).ShouldBe([entry]);
    }

    [Fact]
    public async Task RestoreEdgeControl_WhatWasLost_IsThereAgainAndTheLaterOfEachCounts()
    {
        var mode = new ModeState(CloakroomMode.Closed, "ann", "leak", Now.AddMinutes(1));
        var kept = await RevokeTagsAsync(1);
        var lost = new EdgeSnapshot(kept + 5_000_000, mode, kept + 3, [new TagEpoch(1, kept - 1), new TagEpoch(2, kept + 4)], IsContinuation: true);

        var revision = await Edges.RestoreEdgeControlAsync(lost, SampleRecords.Entry("restore"), Ct);

        revision.ShouldBeGreaterThan(lost.Revision);
        var control = await Edges.ReadEdgeControlAsync(0, Ct);
        (control.Revision, control.AllEpoch, control.Mode).ShouldBe((revision, kept + 3, mode));
        control.Epochs.OrderBy(epoch => epoch.Tag).ShouldBe([new TagEpoch(1, kept), new TagEpoch(2, kept + 4)]);
        (await Edges.ReadEdgeControlAsync(revision, Ct)).IsContinuation.ShouldBeTrue();
    }

    [Fact]
    public async Task RestoreEdgeControl_OlderMode_DoesNotReplaceALaterOne()
    {
        var later = new ModeState(CloakroomMode.ReadOnly, "bob", "later", Now.AddMinutes(1));
        await Store.SetModeAsync(later, Ct);
        var lost = new EdgeSnapshot(1, new ModeState(CloakroomMode.Closed, "ann", "leak", Now), 0, [], IsContinuation: true);

        await Edges.RestoreEdgeControlAsync(lost, SampleRecords.Entry("restore"), Ct);

        (await Edges.ReadEdgeControlAsync(0, Ct)).Mode.ShouldBe(later);
    }

    [Fact]
    public async Task PurgeEdges_OldEndsOfTags_AreFoldedIntoTheEndOfEverything()
    {
        var old = await RevokeTagsAsync(at: Now, 1, 2);
        var later = await RevokeTagsAsync(at: Now.AddDays(1), 3);

        (await PurgeEdgesAsync(epochsBefore: Now.AddHours(1))).ShouldBe(2);

        var control = await Edges.ReadEdgeControlAsync(0, Ct);
        control.AllEpoch.ShouldBe(old);
        control.Epochs.ShouldBe([new TagEpoch(3, later)]);
        control.Revision.ShouldBe(later);
    }

    [Fact]
    public async Task Nodes_WrittenAndRemoved_AreReadAsLastTold()
    {
        var one = new Node(NodeKind.Edge, "b", "web1 http://127.0.0.1:8080", Now, Now, 0, Now);
        var other = new Node(NodeKind.Edge, "a", "web2 http://127.0.0.1:8080", Now, Now, 7, Now.AddSeconds(-1));
        await Edges.WriteNodeAsync(other, Ct);
        await Edges.WriteNodeAsync(one, Ct);
        var later = one with { SeenAt = Now.AddSeconds(1), Revision = 9, InForceAt = Now.AddSeconds(1) };

        await Edges.WriteNodeAsync(later, Ct);

        (await Edges.ReadNodesAsync(Ct)).ShouldBe([later, other]);
        await Edges.RemoveNodeAsync("a", Ct);
        await Edges.RemoveNodeAsync("a", Ct);
        (await Edges.ReadNodesAsync(Ct)).ShouldBe([later]);
        await PurgeEdgesAsync(nodesBefore: Now.AddSeconds(2));
        (await Edges.ReadNodesAsync(Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AddSecret_Twice_TheFirstStays()
    {
        (await Edges.ReadSecretAsync("tagger", Ct)).ShouldBeNull();

        (await Edges.AddSecretAsync("tagger", [1, 2], Ct)).ShouldBe([1, 2]);
        (await Edges.AddSecretAsync("tagger", [3], Ct)).ShouldBe([1, 2]);
        (await Edges.AddSecretAsync("other", [3], Ct)).ShouldBe([3]);

        (await Edges.ReadSecretAsync("tagger", Ct)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task ReplaceSecret_OnlyWhatTheCallerRead_IsReplaced()
    {
        await Edges.ReplaceSecretAsync("tagger", [1], [2], Ct);
        (await Edges.ReadSecretAsync("tagger", Ct)).ShouldBeNull();
        await Edges.AddSecretAsync("tagger", [1], Ct);

        await Edges.ReplaceSecretAsync("tagger", [1], [2], Ct);
        await Edges.ReplaceSecretAsync("tagger", [1], [3], Ct);

        (await Edges.ReadSecretAsync("tagger", Ct)).ShouldBe([2]);
    }

    [Fact]
    public async Task ReadNewestMixups_Several_AreTheNewestFirst()
    {
        for (var i = 0; i < 5; i++) await Store.AppendMixupAsync(SampleMixup(i, Now.AddSeconds(i)), Ct);

        (await Edges.ReadNewestMixupsAsync(2, Ct)).Select(mixup => mixup.Id).ShouldBe([SampleMixup(4, Now).Id, SampleMixup(3, Now).Id]);
    }

    [Fact]
    public async Task RevokeTags_BindingReplacedAMomentAgo_EndsItsSuccessorsToo()
    {
        // Two responses that are on their way, and one that has long arrived.
        await IssueAsync(1, 20, previous: 10, at: Now);
        await IssueAsync(2, 30, previous: 20, at: Now);
        await IssueAsync(3, 41, previous: 40, at: Now.AddMinutes(-2));
        await IssueAsync(4, 50, previous: 51, at: Now);

        var revision = await RevokeTagsAsync(Now.AddSeconds(1), 10, 40);

        (await EpochsSince(0)).ShouldBe([new TagEpoch(10, revision), new TagEpoch(20, revision), new TagEpoch(30, revision), new TagEpoch(40, revision)]);
    }

    [Fact]
    public async Task HasEnded_TagEndedSince_IsToldAtOnce()
    {
        var before = await RevokeTagsAsync(1);
        (await Edges.HasEndedAsync([1, 2, 3], before, Ct)).ShouldBeFalse();

        var after = await RevokeTagsAsync(2);

        (await Edges.HasEndedAsync([1, 2, 3], before, Ct)).ShouldBeTrue();
        (await Edges.HasEndedAsync([1, 3], before, Ct)).ShouldBeFalse();
        (await Edges.HasEndedAsync([1, 2, 3], after, Ct)).ShouldBeFalse();
        (await Edges.HasEndedAsync([], before, Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task HasEnded_EverythingEndedSince_IsToldAtOnce()
    {
        var before = await RevokeTagsAsync(1);

        await Store.AdvanceEpochAsync(EpochScope.All, null, SampleRecords.Entry(), Ct);

        (await Edges.HasEndedAsync([], before, Ct)).ShouldBeTrue();
        (await Edges.HasEndedAsync([3], before, Ct)).ShouldBeTrue();
    }

    [Fact]
    public async Task EveryMemberForEdges_TokenAlreadyCancelled_GivesUpAndDoesNothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        Func<Task>[] calls = [
            async () => await Edges.TryIssueAsync(new Issue(1, 2, null, Now), cancelled),
            async () => await Edges.CountIssuedAsync(cancelled),
            async () => await Edges.FindIssuedAsync(1, cancelled),
            async () => await Edges.ReadEdgeControlAsync(0, cancelled),
            async () => await Edges.HasEndedAsync([1], 0, cancelled),
            async () => await Edges.RevokeTagsAsync([1], SampleRecords.Entry(), cancelled),
            async () => await Edges.RestoreEdgeControlAsync(new EdgeSnapshot(9, ModeState.Initial, 9, [], true), SampleRecords.Entry(), cancelled),
            async () => await Edges.WriteNodeAsync(new Node(NodeKind.Edge, "a", "n", Now, Now, 0, Now), cancelled),
            async () => await Edges.RemoveNodeAsync("a", cancelled),
            async () => await Edges.ReadNodesAsync(cancelled),
            async () => await Edges.AddSecretAsync("s", [1], cancelled),
            async () => await Edges.ReadSecretAsync("s", cancelled),
            async () => await Edges.ReplaceSecretAsync("s", [1], [2], cancelled),
            async () => await Edges.ReadNewestMixupsAsync(1, cancelled),
            async () => await Edges.PurgeEdgesAsync(new EdgeCutoffs(Now, Now, Now), cancelled)];

        foreach (var call in calls)
        {
            await Should.ThrowAsync<OperationCanceledException>(call);
        }

        (await Edges.CountIssuedAsync(Ct)).ShouldBe(0);
        (await Edges.ReadEdgeControlAsync(0, Ct)).Revision.ShouldBe(0);
        (await Edges.ReadNodesAsync(Ct)).ShouldBeEmpty();
        (await Edges.ReadSecretAsync("s", Ct)).ShouldBeNull();
    }

    private ValueTask<UInt128> IssueAsync(UInt128 value, UInt128 binding, UInt128? previous = null, DateTimeOffset? at = null) =>
        Edges.TryIssueAsync(new Issue(value, binding, previous, at ?? Now), Ct);

    private ValueTask<long> RevokeTagsAsync(params UInt128[] tags) => Edges.RevokeTagsAsync(tags, SampleRecords.Entry("revoke"), Ct);

    private ValueTask<long> RevokeTagsAsync(DateTimeOffset at, params UInt128[] tags) =>
        Edges.RevokeTagsAsync(tags, new ControlEntry(at, "revoke", "ann", "drill"), Ct);

    private async Task<IEnumerable<TagEpoch>> EpochsSince(long revision)
    {
        var control = await Edges.ReadEdgeControlAsync(revision, Ct);
        control.IsContinuation.ShouldBeTrue();
        return control.Epochs.OrderBy(epoch => epoch.Tag);
    }

    private async Task<int> PurgeEdgesAsync(
        DateTimeOffset? issuedBefore = null, DateTimeOffset? epochsBefore = null, DateTimeOffset? nodesBefore = null)
    {
        var never = DateTimeOffset.UnixEpoch;
        return await Edges.PurgeEdgesAsync(new EdgeCutoffs(issuedBefore ?? never, epochsBefore ?? never, nodesBefore ?? never), Ct);
    }
}
