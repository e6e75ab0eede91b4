using Cloakroom.Notices;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task ClaimNotices_ByManyAtOnce_GivesEachPersonToOne()
    {
        var incident = await IncidentAsync();
        NoticeClaim[] claims = [.. Enumerable.Range(0, 20).Select(i => new NoticeClaim($"person-{i}", $"address-{i}"))];

        var claimed = await AtOnce(10, i => ClaimAsync(incident, $"run-{i}", claims));

        claimed.SelectMany(people => people).Order().ShouldBe(claims.Select(claim => claim.Person).Order());
        (await Store.ReadNoticesAsync(incident, NoticeGroup.Owners, Ct)).Count.ShouldBe(20);
        (await Store.ReadNoticesAsync(incident, NoticeGroup.Receivers, Ct)).ShouldBeEmpty();
        (await Store.ClaimNoticesAsync(incident, NoticeGroup.Receivers, claims, "other", "ann", Now, Ct)).Count.ShouldBe(20);
    }

    [Fact]
    public async Task ClaimNotices_SameAddressOrNoSuchIncident_ClaimsNobody()
    {
        var incident = await IncidentAsync();

        (await ClaimAsync(incident, "run", new NoticeClaim("alice", "one"), new NoticeClaim("alice-2", "one"))).ShouldBe(["alice"]);
        (await ClaimAsync(incident, "later", new NoticeClaim("alice-3", "one"), new NoticeClaim("alice", "two"))).ShouldBeEmpty();
        (await ClaimAsync("another", "run", new NoticeClaim("bob", "two"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task SettleNotices_ToldAndGivenBack_AreTheRunsOwnOnly()
    {
        var incident = await IncidentAsync();
        await ClaimAsync(incident, "run", new NoticeClaim("alice", "one"), new NoticeClaim("bob", "two"), new NoticeClaim("cy", "three"));

        (await SettleNoticesAsync(incident, "other", Now, "alice")).ShouldBe(0);
        (await SettleNoticesAsync(incident, "run", Now.AddSeconds(1), "alice", "nobody")).ShouldBe(1);
        (await SettleNoticesAsync(incident, "run", null, "alice", "bob")).ShouldBe(1, "who was told stays told");

        (await Store.ReadNoticesAsync(incident, NoticeGroup.Owners, Ct)).ShouldBe(
        [
            new NoticeRecord("alice", "one", "run", "ann", Now, Now.AddSeconds(1)),
            new NoticeRecord("cy", "three", "run", "ann", Now, null),
        ]);
        (await ClaimAsync(incident, "again", new NoticeClaim("bob", "two"))).ShouldBe(["bob"]);
    }

    [Fact]
    public async Task ClaimNotices_InsteadOfAnUnconfirmedOne_IsOnesOnly()
    {
        var incident = await IncidentAsync();
        await ClaimAsync(incident, "dead", new NoticeClaim("alice", "one"), new NoticeClaim("bob", "two"));
        await SettleNoticesAsync(incident, "dead", Now, "bob");

        var claimed = await AtOnce(10, i => ClaimAsync(incident, $"run-{i}", new NoticeClaim("alice", "new-one", "dead"), new NoticeClaim("bob", "two", "dead")));

        claimed.SelectMany(people => people).ShouldBe(["alice"]);
        (await Store.ReadNoticesAsync(incident, NoticeGroup.Owners, Ct))[0].AddressTag.ShouldBe("new-one");
    }

    [Fact]
    public async Task Purge_Notices_GoWithTheirIncident()
    {
        var incident = await IncidentAsync();
        await ClaimAsync(incident, "run", new NoticeClaim("alice", "one"));
        await Store.PurgeAsync(new PurgeCutoffs(Now, Never, Never, Now, Never), Ct);
        (await Store.ReadNoticesAsync(incident, NoticeGroup.Owners, Ct)).Count.ShouldBe(1);

        await Store.PurgeAsync(new PurgeCutoffs(Now, Never, Never, Now.AddMinutes(10), Never), Ct);

        (await Store.ReadNoticesAsync(incident, NoticeGroup.Owners, Ct)).ShouldBeEmpty();
    }

    private async Task<string> IncidentAsync() => (await Store.AppendMixupAsync(OfKind(1, Now), Ct)).IncidentId!;

    private Task<IReadOnlyList<string>> ClaimAsync(string incident, string token, params NoticeClaim[] claims) =>
        Store.ClaimNoticesAsync(incident, NoticeGroup.Owners, claims, token, "ann", Now, Ct).AsTask();

    private Task<int> SettleNoticesAsync(string incident, string token, DateTimeOffset? toldAt, params string[] people) =>
        Store.SettleNoticesAsync(incident, NoticeGroup.Owners, people, token, toldAt, Ct).AsTask();
}
