using Cloakroom.Control;
using Cloakroom.Edges;
using Cloakroom.Incidents;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

/// <summary>The contract of <see cref="IContainmentStore"/>.</summary>
public abstract partial class StoreCompliance
{
    private static readonly ControlEntry Contained = new(Now.AddMinutes(1), "contain incident i", "ann@web-1", "a leak");

    [Fact]
    public async Task EndInvolved_RecordsOfAnyOwner_AreEndedAnnouncedAndWrittenDownOnce()
    {
        await CreateAsync(SampleRecords.Create(1));
        await CreateAsync(SampleRecords.Create(2, subject: null));
        await CreateAsync(SampleRecords.Create(3));
        var before = (await Store.ReadControlAsync(0, Ct)).Revision;
        Involvement[] involved = [new(SampleRecords.Id(1), Now), new(SampleRecords.Id(2), Now), new(SampleRecords.Id(9), Now)];

        (await Store.CountInvolvedAsync(involved, Ct)).ShouldBe(new SessionsEnded(2, 1, 0));
        (await Store.ReadHistoryAsync(10, Ct)).ShouldBeEmpty();
        (await Store.EndInvolvedAsync(involved, Contained, Ct)).ShouldBe(new SessionsEnded(2, 1, 0));
        (await Store.EndInvolvedAsync(involved, Contained with { By = "again" }, Ct)).ShouldBe(new SessionsEnded(0, 3, 0));

        (await StatusAsync(1), await StatusAsync(2), await StatusAsync(3)).ShouldBe((RecordStatus.Revoked, RecordStatus.Revoked, RecordStatus.Live));
        (await Store.ReadControlAsync(before, Ct)).Changes.Where(change => change.Kind == ControlChangeKind.Session).Select(change => change.Key).ShouldBe([SampleRecords.Key(1), SampleRecords.Key(2)], ignoreOrder: true);
        (await Store.ReadHistoryAsync(10, Ct)).ShouldBe([Contained with { Action = "contain incident i, sessions ended: 2" }]);
        (await Edges.ReadEdgeControlAsync(0, Ct)).Epochs.ShouldBeEmpty();
    }

    [Fact]
    public async Task EndInvolved_TagsWhereEdgesShareTheStore_AreEndedUnlessThatIsLaterThanTheirLastUse()
    {
        await Edges.AddSecretAsync("tagger", [1], Ct);
        string value = PublicId.OfBits(7), binding = PublicId.OfBits(8), other = PublicId.OfBits(9);
        await Edges.RevokeTagsAsync([9], Contained with { At = Now }, Ct);

        var first = await Store.EndInvolvedAsync([new(value, Now), new(binding, Now), new(other, Now.AddMinutes(-1))], Contained, Ct);
        (first.Ended, first.AlreadyOver).ShouldBe((2, 1));
        first.EdgeRevision.ShouldBe(Contained.At.ToUnixTimeMilliseconds());
        (await Store.EndInvolvedAsync([new(value, Now), new(binding, Now)], Contained with { At = Now.AddMinutes(2) }, Ct)).ShouldBe(new SessionsEnded(0, 2, 0));
        (await Store.CountInvolvedAsync([new(value, Now.AddMinutes(5))], Ct)).Ended.ShouldBe(1);

        var view = await Edges.ReadEdgeControlAsync(0, Ct);
        view.Epochs.ShouldBe([new TagEpoch(9, Now.ToUnixTimeMilliseconds()), new TagEpoch(7, first.EdgeRevision), new TagEpoch(8, first.EdgeRevision)], ignoreOrder: true);
        (await Store.ReadHistoryAsync(1, Ct)).ShouldHaveSingleItem().Action.ShouldBe("contain incident i, sessions ended: 2");
        (await Edges.ReadEdgeControlAsync(first.EdgeRevision, Ct)).IsContinuation.ShouldBeTrue();
    }

    [Fact]
    public async Task EndInvolved_EverythingWasEndedSince_EndsNothing()
    {
        await Edges.AddSecretAsync("tagger", [1], Ct);
        await Store.AdvanceEpochAsync(EpochScope.All, null, Contained, Ct);

        (await Store.EndInvolvedAsync([new(PublicId.OfBits(7), Now)], Contained, Ct)).ShouldBe(new SessionsEnded(0, 1, 0));
    }

    [Fact]
    public async Task EndInvolved_BindingThatWasReplacedAMomentAgo_EndsItsSuccessorToo()
    {
        await Edges.AddSecretAsync("tagger", [1], Ct);
        await IssueAsync(1, 10, at: Contained.At.AddSeconds(-10));
        await IssueAsync(1, 11, previous: 10, at: Contained.At.AddSeconds(-5));

        await Store.EndInvolvedAsync([new(PublicId.OfBits(10), Now)], Contained, Ct);

        (await Edges.ReadEdgeControlAsync(0, Ct)).Epochs.Select(epoch => epoch.Tag).ShouldBe([(UInt128)10, (UInt128)11], ignoreOrder: true);
    }

    [Fact]
    public async Task EndInvolved_ManyAtOnce_EndEachOnce()
    {
        for (var i = 0; i < 20; i++) await CreateAsync(SampleRecords.Create(i));
        var involved = Enumerable.Range(0, 20).Select(i => new Involvement(SampleRecords.Id(i), Now)).ToArray();

        var ended = await AtOnce(10, _ => Store.EndInvolvedAsync(involved, Contained, Ct).AsTask());

        ended.Sum(one => one.Ended).ShouldBe(20);
        (await Store.ReadHistoryAsync(20, Ct)).ShouldHaveSingleItem().Action.ShouldEndWith("ended: 20");
    }

    private async Task<RecordStatus> StatusAsync(int number) => (await Store.ReadAsync(SampleRecords.Key(number), Ct))!.Record.Status;
}
