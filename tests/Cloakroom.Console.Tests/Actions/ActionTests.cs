using System.Net;
using Cloakroom.Console.Tests.Hosting;
using Cloakroom.Control;
using Cloakroom.Edges;
using Cloakroom.Incidents;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Console.Tests.Actions;

/// <summary>What is done is what was confirmed, by whom it says, and nobody else can have it done.</summary>
public sealed class ActionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mode_Confirmed_IsInForceAndInTheAuditTrail()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();

        var answer = await olga.ConfirmAsync("mode?mode=SignInClosed", "a leak in the CDN");

        answer.Status.ShouldBe(HttpStatusCode.SeeOther);
        answer.Header("Location").ShouldBe("/cloakroom/control?done=1");
        (await app.Browse().PostAsync("/sign-in/late")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var entry = (await app.Store.ReadHistoryAsync(10, Ct)).ShouldHaveSingleItem();
        (entry.Action, entry.By, entry.Why).ShouldBe(("mode SignInClosed", "olga", "a leak in the CDN"));
        var page = await olga.GetAsync("/cloakroom/control?done=1");
        page.Body.ShouldContain("Done, and written down.");
        page.Body.ShouldContain("<q>a leak in the CDN</q>");
    }

    [Fact]
    public async Task Mode_SetBySomebodyElseSinceThePage_IsNotDone()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        var fields = (await olga.GetAsync("/cloakroom/confirm/mode?mode=SignInClosed")).FieldsOf();
        fields["reason"] = "to be safe";
        await app.Store.SetModeAsync(new ModeState(CloakroomMode.Closed, "cloakroom policy close", "a leak", TimeProvider.System.GetUtcNow().TruncateToMilliseconds()), Ct);

        var answer = await olga.PostAsync("/cloakroom/confirm/mode", fields.Encode());

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Body.ShouldContain("has set it meanwhile");
        (await app.Store.ReadControlAsync(0, Ct)).Mode.Mode.ShouldBe(CloakroomMode.Closed);
        fields = answer.FieldsOf();
        fields["reason"] = "seen, and still";
        (await olga.PostAsync("/cloakroom/confirm/mode", fields.Encode())).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await app.Store.ReadControlAsync(0, Ct)).Mode.Mode.ShouldBe(CloakroomMode.SignInClosed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task Mode_WithoutAReason_IsNotDone(string reason)
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();

        (await olga.ConfirmAsync("mode?mode=Closed", reason)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);

        (await app.Store.ReadControlAsync(0, Ct)).Mode.Mode.ShouldBe(CloakroomMode.Open);
    }

    public static TheoryData<string> Forgeries => ["no token", "no cookie", "another's token", "cross-site", "foreign origin"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Post_ThatNoPageOfTheUsersOwnHasSent_IsRefused(string how)
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        var fields = (await olga.GetAsync("/cloakroom/confirm/mode?mode=Closed")).FieldsOf();
        fields["reason"] = "forged";
        switch (how)
        {
            case "no token":
                fields.Remove("__form");
                break;
            case "no cookie":
                olga.Cookies.Remove("cloakroom-console-form").ShouldBeTrue();
                break;
            case "another's token":
                var other = await app.OperatorAsync("otto");
                fields["__form"] = (await other.GetAsync("/cloakroom/confirm/mode?mode=Closed")).FieldsOf()["__form"];
                olga.Cookies["cloakroom-console-form"] = other.Cookies["cloakroom-console-form"];
                break;
            case "cross-site":
                olga.Headers["Sec-Fetch-Site"] = "cross-site";
                break;
            default:
                olga.Headers["Origin"] = "https://evil.example";
                break;
        }

        (await olga.PostAsync("/cloakroom/confirm/mode", fields.Encode())).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await app.Store.ReadControlAsync(0, Ct)).Mode.Mode.ShouldBe(CloakroomMode.Open);
        (await app.Store.ReadHistoryAsync(10, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_FromItsOwnOrigin_IsTaken()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        olga.Headers["Origin"] = app.Origin.GetLeftPart(UriPartial.Authority);

        (await olga.ConfirmAsync("mode?mode=ReadOnly")).Status.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Theory]
    [InlineData(CloakroomMode.ReadOnly)]
    [InlineData(CloakroomMode.Closed)]
    public async Task Mode_ThatClosesTheApplication_LeavesTheConsoleToOpenItAgain(CloakroomMode mode)
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        await olga.ConfirmAsync($"mode?mode={mode}");
        (await olga.PostAsync("/me")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        (await olga.GetAsync("/cloakroom")).Status.ShouldBe(HttpStatusCode.OK);
        (await olga.ConfirmAsync("mode?mode=Open")).Status.ShouldBe(HttpStatusCode.SeeOther);

        (await olga.BodyAsync("/me")).ShouldBe("olga");
    }

    [Fact]
    public async Task EndSession_OneOfThree_EndsThatOneAndSaysWho()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        Browser[] alices = [await app.Browse().SignInAsync("alice"), await app.Browse().SignInAsync("alice"), await app.Browse().SignInAsync("alice")];
        var newest = (await app.Get<ISessionManager>().ListAsync("alice", Ct))[0];

        (await olga.ConfirmAsync($"end-session?subject=alice&id={newest.Id}", "stolen laptop")).Header("Location").ShouldBe("/cloakroom/sessions?q=alice&done=1");

        (await alices[2].BodyAsync("/me")).ShouldBe("nobody");
        (await alices[1].BodyAsync("/me")).ShouldBe("alice");
        (await alices[0].BodyAsync("/me")).ShouldBe("alice");
        var entry = (await app.Store.ReadHistoryAsync(10, Ct)).ShouldHaveSingleItem();
        (entry.Action, entry.By, entry.Why).ShouldBe(($"end session {newest.Id} of alice", "olga", "stolen laptop"));
    }

    [Fact]
    public async Task EndSubject_Confirmed_EndsTheirsAndNobodyElses()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var also = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        (await olga.GetAsync("/cloakroom/confirm/end-subject?subject=alice")).Body.ShouldContain("This ends 2 live sessions.");

        await olga.ConfirmAsync("end-subject?subject=alice");

        (await alice.BodyAsync("/me")).ShouldBe("nobody");
        (await also.BodyAsync("/me")).ShouldBe("nobody");
        (await bob.BodyAsync("/me")).ShouldBe("bob");
        (await olga.GetAsync("/cloakroom")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task EndAll_Confirmed_EndsTheOperatorsToo()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        var alice = await app.Browse().SignInAsync("alice");

        await olga.ConfirmAsync("end-all");

        (await alice.BodyAsync("/me")).ShouldBe("nobody");
        (await olga.GetAsync("/cloakroom")).Status.ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task EndTag_ForEdges_EndsWhatTheTagNames()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        var tag = Happening.IdOf(5);

        await olga.ConfirmAsync("end-tag?tag=binding:" + tag);

        (await ((IEdgeStore)app.Store).HasEndedAsync([PublicId.BitsOf(tag)], 0, Ct)).ShouldBeTrue();
        (await app.Store.ReadHistoryAsync(10, Ct)).ShouldHaveSingleItem().By.ShouldBe("olga");
    }

    [Fact]
    public async Task Incident_NotedAndClosed_KeepsWhoAndWhy()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        var id = await app.Store.MixupAsync("alice", "bob");
        var fields = (await olga.GetAsync($"/cloakroom/incidents/{id}")).FieldsOf();
        fields["text"] = "It is the\r\nCDN.";

        (await olga.PostAsync($"/cloakroom/incidents/{id}/note", fields.Encode())).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await olga.ConfirmAsync($"close-incident?incident={id}", "fixed")).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await olga.GetAsync($"/cloakroom/confirm/close-incident?incident={id}")).Body.ShouldContain("It was closed already");

        var file = (await app.Store.FindIncidentAsync(id, Ct)).ShouldNotBeNull();
        (file.Notes.Single().By, file.Notes.Single().Text).ShouldBe(("olga", "It is the CDN."));
        (file.Incident.Closing!.By, file.Incident.Closing.Reason).ShouldBe(("olga", "fixed"));
        (await olga.GetAsync("/cloakroom")).Body.ShouldContain("All is well.");
    }

    [Fact]
    public async Task Incident_Contained_EndsTheSessionsInvolvedAndNoOthers()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        await app.Browse().Copy(bob).Copy(alice, alice.Cookies.Keys.Single(name => !name.EndsWith("binding", StringComparison.Ordinal))).GetAsync("/me");
        var id = (await app.Store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem().Id;
        (await olga.GetAsync($"/cloakroom/confirm/contain?incident={id}")).Body.ShouldContain("This ends 1 session:");

        (await olga.ConfirmAsync($"contain?incident={id}", "her token is out")).Status.ShouldBe(HttpStatusCode.SeeOther);

        (await alice.BodyAsync("/me")).ShouldBe("nobody");
        (await bob.BodyAsync("/me")).ShouldBe("bob");
        (await app.Store.ReadHistoryAsync(10, Ct)).ShouldHaveSingleItem().By.ShouldBe("olga");
        (await olga.GetAsync($"/cloakroom/confirm/contain?incident={id}")).Body.ShouldContain("This ends 0 sessions");
    }

    [Fact]
    public async Task Incident_OpenedByHandTwice_IsOpenedOnce()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        var page = await olga.GetAsync("/cloakroom/confirm/open-incident?from=2026-01-01T10:00&to=2026-01-01T11:30");
        var fields = page.FieldsOf();
        fields["reason"] = "a user called";

        var first = await olga.PostAsync("/cloakroom/confirm/open-incident", fields.Encode());
        var second = await olga.PostAsync("/cloakroom/confirm/open-incident", fields.Encode());

        first.Header("Location").ShouldBe(second.Header("Location"));
        var incident = (await app.Store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem();
        incident.ByHand.ShouldBe(new IncidentOpening(new(2026, 1, 1, 10, 0, 0, TimeSpan.Zero), new(2026, 1, 1, 11, 30, 0, TimeSpan.Zero), "olga", "a user called"));
        (await olga.GetAsync("/cloakroom/confirm/open-incident?from=2026-01-02T10:00&to=2026-01-01T11:30")).Body.ShouldNotContain("<form method=\"post\"");
    }
}
