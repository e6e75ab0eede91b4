using System.Net;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;

namespace Cloakroom.Tests.Http;

/// <summary>A store that answers with the wrong record never yields a principal (invariant I1, peers 1 and 2).</summary>
public sealed class ForeignRecordTests
{
    [Theory]
    [InlineData("wrong")]
    [InlineData("constant")]
    [InlineData("payload")]
    [InlineData("mac")]
    [InlineData("server-key")]
    [InlineData("subject")]
    [InlineData("relabelled")]
    public async Task Request_StoreAnswersWithAnotherRecord_Is503AndAForeignRecord(string fault)
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        var ofBob = await RecordOf(app, bob);
        app.Store.On(StoreMethods.Records, fault switch
        {
            "wrong" => Fault.WrongRecord(ofBob.Key),
            "constant" => Fault.ConstantRecord(ofBob),
            "payload" => Fault.Truncate(RecordPart.Payload, 40),
            "mac" => Fault.Truncate(RecordPart.Mac, 16),
            "server-key" => Fault.Truncate(RecordPart.ServerKey, 20),
            "subject" => Fault.Tamper(record => record with { Subject = "bob" }),
            // A store that rewrites the key it files Bob's record under still does not make it Alice's.
            _ => Fault.Tamper(record => ofBob with { Key = record.Key, BindingKey = record.BindingKey }),
        });

        foreach (var path in new[] { "/me", "/data/x", "/id" })
        {
            var answer = await alice.GetAsync(path);
            answer.ShouldBeUnavailable();
            answer.Body.ShouldNotContain("bob");
        }

        app.Mixups.All.ShouldNotBeEmpty();
        app.Mixups.All.ShouldAllBe(mixup => mixup.Kind == MixupKind.ForeignRecord && mixup.Disposition == MixupDisposition.Blocked);
        app.Store.Heal();
        (await alice.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task Request_StoreAnswersWithAnotherRecordObserved_IsSignedOutNotBob()
    {
        await using var app = await StartAsync(options => options.Rules.ForeignRecord = RuleMode.Observe);
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        app.Store.On(StoreMethods.Read, Fault.WrongRecord((await RecordOf(app, bob)).Key));

        (await alice.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        (await alice.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Foreign));

        app.Mixups.All.ShouldAllBe(mixup => mixup.Kind == MixupKind.ForeignRecord && mixup.Disposition == MixupDisposition.Blocked);
    }

    [Fact]
    public async Task Request_RecordOfAnotherFormat_IsUnavailableAndNoMixup()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.Read, Fault.OtherFormat());

        (await alice.GetAsync("/me")).ShouldBeUnavailable();

        app.Mixups.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_StoreLosesTheRecord_IsMissing()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.Read, Fault.NoRecord);

        (await alice.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Missing));
        (await alice.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
    }

    [Fact]
    public async Task List_StoreAnswersWithAnotherUsersRows_ShowsNone()
    {
        await using var app = await StartAsync();
        await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        var ofBob = await RecordOf(app, bob);
        var ct = TestContext.Current.CancellationToken;

        app.Store.On(StoreMethods.List, Fault.ConstantRecord(ofBob));
        (await app.Sessions.ListAsync("alice", ct)).ShouldBeEmpty();
        app.Store.On(StoreMethods.List, Fault.ConstantRecord(ofBob with { Subject = "alice" }));
        (await app.Sessions.ListAsync("alice", ct)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(RuleMode.Enforce)]
    [InlineData(RuleMode.Observe)]
    public async Task SignIn_StoreSaysTheKeyExists_IsNeverIssuedTwice(RuleMode rule)
    {
        var inner = new InMemoryStore();
        var duplicates = 0;
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.Options = options => options.Rules.DuplicateIssue = rule;
            setup.Store = new FaultyStore(StoreProxy.Over(inner, (member, arguments) =>
                member == nameof(ISessionStore.CreateAsync) && arguments[0] is SessionRecord { Subject: "alice" } && duplicates++ == 0
                    ? new ValueTask<StoreWrite>(new StoreWrite(WriteStatus.Duplicate, 0))
                    : null));
        });
        var browser = app.Browse();

        var answer = await browser.PostAsync("/sign-in/alice");

        app.Mixups.All.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.DuplicateIssue);
        if (rule == RuleMode.Enforce)
        {
            answer.ShouldBeUnavailable();
        }
        else
        {
            answer.Status.ShouldBe(HttpStatusCode.OK);
            (await browser.BodyAsync("/me")).ShouldBe("alice");
            duplicates.ShouldBe(2);
        }
    }

    [Fact]
    public async Task SignIn_StockTicketStoreWithOneKey_AliceReadsBob()
    {
        await using var app = await TestApp.StartStockAsync(setup =>
            setup.StockCookie = cookie => cookie.SessionStore = new MemoryTicketStore { ConstantKey = "" });
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");

        (await alice.BodyAsync("/me")).ShouldBe("bob");
        (await bob.BodyAsync("/me")).ShouldBe("bob");
    }

    [Fact]
    public async Task Request_StockTicketStoreAnswersWithAnotherTicket_AliceReadsBob()
    {
        var tickets = new MemoryTicketStore();
        await using var app = await TestApp.StartStockAsync(setup => setup.StockCookie = cookie => cookie.SessionStore = tickets);
        var alice = await app.Browse().SignInAsync("alice");
        await app.Browse().SignInAsync("bob");

        tickets.Swap();

        (await alice.BodyAsync("/me")).ShouldBe("bob");
    }

    internal static async Task<SessionRecord> RecordOf(TestApp app, Browser browser)
    {
        Secret.TryDecode(browser.Cookies[Browser.Token], out var token).ShouldBeTrue();
        return (await app.Store.ReadAsync(RecordKey.Of(token), TestContext.Current.CancellationToken)).ShouldNotBeNull().Record;
    }

    private static Task<TestApp> StartAsync(Action<CloakroomOptions>? more = null) => TestApp.StartAsync(setup => setup.Options = options =>
    {
        options.NearCache.Enabled = false;
        more?.Invoke(options);
    });
}
