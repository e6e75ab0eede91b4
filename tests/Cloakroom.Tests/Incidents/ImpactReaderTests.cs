using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Notices;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Incidents;

public sealed class ImpactReaderTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private readonly InMemoryStore _store = new();
    private int _number;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_NothingForeign_NobodyIsExposed()
    {
        await UseAsync(session: 1, presenter: 1, count: 5);

        var impact = await ReadAsync();

        impact.Pairs.ShouldBeEmpty();
        impact.Possible.ShouldBeEmpty();
        impact.InUse.ShouldBe(new UseTotals(1, 5));
        impact.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_UsesByAnother_AreAddedUpAndNamedByTheReport()
    {
        await ReportAsync(MixupKind.ForeignBinding, MixupDisposition.Exposed, Party("alice", 1), Party("bob", 2), "/projects/{id}");
        await UseAsync(1, presenter: 2, count: 3, minute: 0, isForeign: true);
        await UseAsync(1, presenter: 2, count: 4, minute: 2, isForeign: true, trace: 0xabc);
        await UseAsync(1, presenter: 1, count: 9);

        var pair = (await ReadAsync()).Exposed.ShouldHaveSingleItem();

        (pair.Owner, pair.Receiver).ShouldBe((Party("alice", 1), Party("bob", 2)));
        (pair.Requests, pair.UnsafeRequests).ShouldBe((7L, 1L));
        (pair.First, pair.Last).ShouldBe((Start, Start.AddMinutes(2)));
        pair.Kinds.ShouldBe([MixupKind.ForeignBinding]);
        pair.Routes.ShouldBe(["/projects/{id}", "dynamic"]);
        pair.Traces.ShouldBe(["00000000000000000000000000000abc"]);
    }

    [Fact]
    public async Task ReadPart_MoreReportsAfterTheInterval_IsComplete()
    {
        await ReportAsync(MixupKind.ForeignOwner, MixupDisposition.Exposed, MixupParty.Unknown, Party("bob", 2));
        await ReportAsync(MixupKind.ForeignOwner, MixupDisposition.Exposed, MixupParty.Unknown, Party("carol", 3));
        await _store.AppendMixupAsync((await _store.ReadMixupsAsync(Start, 1, Ct))[0] with { Id = "later", At = Start.AddDays(2) }, Ct);
        var reader = new ImpactReader(_store, _store);

        (await reader.ReadPartAsync(Start, Start.AddDays(1), max: 3, Ct)).IsComplete.ShouldBeTrue();
        (await reader.ReadPartAsync(Start, Start.AddDays(1), max: 2, Ct)).IsComplete.ShouldBeFalse();
        (await reader.ReadPartAsync(Start, Start.AddDays(3), max: 3, Ct)).IsComplete.ShouldBeFalse();
    }

    [Fact]
    public async Task Read_ReportWithoutUses_StandsForARequest()
    {
        await ReportAsync(MixupKind.ForeignOwner, MixupDisposition.Exposed, MixupParty.Unknown, Party("bob", 2));

        var pair = (await ReadAsync()).Exposed.ShouldHaveSingleItem();

        pair.Requests.ShouldBe(1);
        pair.Owner.ShouldBe(MixupParty.Unknown);
    }

    [Fact]
    public async Task Read_BlockedAndExposedBetweenTheSame_IsExposed()
    {
        await ReportAsync(MixupKind.ForeignBinding, MixupDisposition.Blocked, Party("alice", 1), Party("bob", 2));
        await ReportAsync(MixupKind.ForeignBinding, MixupDisposition.Blocked, Party("alice", 1), Party("carol", 3));
        await UseAsync(1, presenter: 2, isForeign: true);

        var impact = await ReadAsync();

        impact.Exposed.ShouldHaveSingleItem().Receiver.Subject.ShouldBe("bob");
        var blocked = impact.Blocked.ShouldHaveSingleItem();
        (blocked.Receiver.Subject, blocked.Requests, blocked.BlockedReports).ShouldBe(("carol", 0L, 1));
    }

    [Fact]
    public async Task Read_ValueIssuedToTwoBrowsers_IsPossibleUntilOneUsesWhatIsTheOthers()
    {
        var (alice, bob) = (new MixupParty("binding:" + Id(10), Id(10)), new MixupParty("binding:" + Id(11), Id(11)));
        await ReportAsync(MixupKind.DuplicateIssue, MixupDisposition.Exposed, alice with { SessionId = Id(1) }, bob with { SessionId = null });
        await UseAsync(1, presenter: 10, count: 5);
        await UseAsync(1, presenter: 11, count: 2);

        var possible = (await ReadAsync()).PossiblyExposed.ShouldHaveSingleItem();
        (possible.Owner, possible.Receiver, possible.Requests, possible.ObservedReports).ShouldBe((alice, bob, 0L, 1));
        (await ReadAsync()).Exposed.ShouldBeEmpty();

        // Bob signed in last, so what Alice sees is his.
        await UseAsync(11, presenter: 10, count: 3, isForeign: true);
        var exposed = (await ReadAsync()).Exposed.ShouldHaveSingleItem();
        (exposed.Owner, exposed.Receiver, exposed.Requests).ShouldBe((bob, alice, 3L));
    }

    [Fact]
    public async Task Read_PairsOfTenants_AreAddedUpByTheOwners()
    {
        MixupParty Of(string subject, int session, string? tenant) => Party(subject, session) with { Tenant = tenant };
        await ReportAsync(MixupKind.ForeignBinding, MixupDisposition.Exposed, Of("alice", 1, "acme"), Of("bob", 2, "acme"));
        await ReportAsync(MixupKind.ForeignBinding, MixupDisposition.Exposed, Of("alice", 1, "acme"), Of("carol", 3, "other"));
        await ReportAsync(MixupKind.ForeignBinding, MixupDisposition.Exposed, Of("dave", 4, "acme"), MixupParty.Unknown);
        await ReportAsync(MixupKind.ForeignBinding, MixupDisposition.Exposed, Of("carol", 3, "other"), Of("erin", 5, null));
        await ReportAsync(MixupKind.ForeignBinding, MixupDisposition.Blocked, Of("frank", 6, "third"), Of("erin", 5, null));
        await UseAsync(1, presenter: 2, count: 4, isForeign: true);

        (await ReadAsync()).Tenants.ShouldBe([new TenantImpact("acme", Sessions: 2, Receivers: 3, AcrossTenants: 2, Requests: 6), new TenantImpact("other", 1, 1, 1, 1)]);
    }

    [Fact]
    public async Task Read_SessionUsedByAnotherFlow_IsPossible()
    {
        await ReportAsync(MixupKind.CrossFlow, MixupDisposition.Exposed, Party("alice", 1), Party("bob", 2));

        (await ReadAsync()).Pairs.ShouldHaveSingleItem().Class.ShouldBe(ImpactClass.Possible);
    }

    [Fact]
    public async Task Read_CookieThatLeftForCaches_IsPossible()
    {
        await ReportAsync(MixupKind.CookieOnCacheable, MixupDisposition.Exposed, MixupParty.Unknown, MixupParty.Unknown, "/app.js");
        await ReportAsync(MixupKind.CookieOnCacheable, MixupDisposition.Blocked, MixupParty.Unknown, MixupParty.Unknown, "/other.js");
        await ReportAsync(MixupKind.Canary, MixupDisposition.Exposed, MixupParty.Unknown, MixupParty.Unknown);

        var impact = await ReadAsync();

        impact.Pairs.ShouldBeEmpty();
        impact.Possible.ShouldHaveSingleItem().Route.ShouldBe("/app.js");
    }

    /// <summary>Nobody writes letters to synthetic accounts, nor counts them among those exposed; and who calls themselves one is none.</summary>
    [Fact]
    public async Task Read_ByTheProbe_IsApartAndConcernsNobody()
    {
        foreach (var (kind, node) in new[] { (MixupKind.ForeignOwner, "probe@web-1"), (MixupKind.CookieOnCacheable, "probe@web-1"), (MixupKind.ForeignOwner, "web-1") })
        {
            await _store.AppendMixupAsync(
                new Mixup
                {
                    Id = PublicId.Create(),
                    Kind = kind,
                    At = Start,
                    Disposition = MixupDisposition.Exposed,
                    Owner = new MixupParty("probe:alice", node == "web-1" ? Id(1) : null),
                    Presenter = new MixupParty("probe:bob", node == "web-1" ? Id(2) : null),
                    Route = "/account",
                    Node = node,
                },
                Ct);
        }

        var impact = await ReadAsync();

        impact.Probed.Select(leak => (leak.Kind, leak.Route, leak.Owner, leak.Receiver, leak.Reports)).ShouldBe(
            [(MixupKind.ForeignOwner, "/account", "probe:alice", "probe:bob", 1), (MixupKind.CookieOnCacheable, "/account", "probe:alice", "probe:bob", 1)]);
        impact.Exposed.ShouldHaveSingleItem().Owner.ShouldBe(Party("probe:alice", 1));
        impact.Possible.ShouldBeEmpty();
        NoticePerson.Of(impact, NoticeGroup.Owners, out var unnamed).ShouldHaveSingleItem().Person.ShouldBe("probe:alice");
        unnamed.ShouldBe(0);
    }

    [Fact]
    public async Task Read_OutsideTheInterval_IsLeftOut()
    {
        await ReportAsync(MixupKind.ForeignBinding, MixupDisposition.Exposed, Party("alice", 1), Party("bob", 2));
        await UseAsync(1, presenter: 2, isForeign: true);

        (await new ImpactReader(_store, _store).ReadAsync(Start.AddMinutes(10), Start.AddMinutes(20), Ct)).Pairs.ShouldBeEmpty();
        (await new ImpactReader(_store, _store).ReadAsync(Start.AddMinutes(-20), Start.AddMinutes(-10), Ct)).Pairs.ShouldBeEmpty();
    }

    private static string Id(int number) => PublicId.OfBits((UInt128)number);

    private static MixupParty Party(string subject, int session) => new(subject, Id(session));

    private Task<Impact> ReadAsync() => new ImpactReader(_store, _store).ReadAsync(Start, Start.AddMinutes(5), Ct);

    private async Task UseAsync(int session, int presenter, int count = 1, int minute = 0, bool isForeign = false, UInt128 trace = default)
    {
        var at = Start.AddMinutes(minute);
        UnsafeUse[] writes = trace == 0 ? [] : [new UnsafeUse(at, trace)];
        await _store.AppendUsesAsync(
            (UInt128)(++_number), [new Use(new UseKey((UInt128)session, (UInt128)presenter, UseRoute.Dynamic, isForeign), at, at, count, writes.Length, writes)], Ct);
    }

    private async Task ReportAsync(MixupKind kind, MixupDisposition disposition, MixupParty owner, MixupParty presenter, string route = "/") => await _store.AppendMixupAsync(
        new Mixup { Id = PublicId.Create(), Kind = kind, At = Start, Disposition = disposition, Owner = owner, Presenter = presenter, Route = route }, Ct);
}
