using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Scenarios;

namespace Cloakroom.Probe.Tests.Scenarios;

public sealed class ScenarioSketchTests
{
    private static readonly Uri Site = new("https://shop.example/");

    private static readonly Dictionary<string, string>[] Accounts =
        [new() { ["user"] = "alice", ["password"] = "a" }, new() { ["user"] = "bob", ["password"] = "b" }];

    private const string Form = """
        <form action="/search"><input name=q></form>
        <form method=post action="session?x=1">
          <input type=hidden name=authenticity_token value="AbCd1234EfGh5678==">
          <input type=hidden name=utf8 value="✓">
          <input name="session[email]" type=email>
          <input name="session[password]" type=PASSWORD>
          <input name=remember type=checkbox value=1>
          <button name=commit value="Sign in">Go</button>
        </form>
        """;

    [Fact]
    public async Task LookAsync_FormBehindALink_WritesAScenarioThatReads()
    {
        var site = new ScriptedSite(Site, (request, _) => request.Url.AbsolutePath switch
        {
            "/" => ScriptedAnswer.Html("""<a href="/enter">Log in</a> <a href="/basket">Basket</a> <a href="/my-orders">My orders</a> <a href="https://other.example/">x</a> <a href="/bye">Sign out</a>"""),
            "/enter" => ScriptedAnswer.Redirect("/users/enter"),
            "/users/enter" => ScriptedAnswer.Html(Form),
            "/my-orders" or "/account" => ScriptedAnswer.Redirect("/login?next=x"),
            "/api/me" => new ScriptedAnswer(401, ""),
            _ => new ScriptedAnswer(404, ""),
        });

        var draft = await new ScenarioSketch(site, Site).LookAsync(TestContext.Current.CancellationToken);

        var scenario = ScenarioFile.Parse("init.json", draft.Text, _ => null, Accounts);
        scenario.SignIn[0].Path.ShouldBe("/users/enter");
        scenario.SignIn[0].Extract.ShouldBe(new Dictionary<string, Extraction> { ["authenticity_token"] = new() { Selector = "input[name=\"authenticity_token\"]", Attribute = "value" } });
        scenario.SignIn[1].Path.ShouldBe("/users/session?x=1");
        scenario.SignIn[1].Form.ShouldBe(new Dictionary<string, string>
        {
            ["authenticity_token"] = "{authenticity_token}",
            ["utf8"] = "✓",
            ["session[email]"] = "{user}",
            ["session[password]"] = "{password}",
            ["commit"] = "Sign in",
        });
        scenario.Identity.ShouldBe([new IdentityRule("/my-orders", "{user}")]);
        draft.Text.ShouldContain("// It needs signing in; that it shows the user's name is a guess. So do /account, /api/me.");
        scenario.SignOut.ShouldHaveSingleItem().Path.ShouldBe("/bye");
        scenario.Journeys["look around"].Select(step => step.Path).ShouldBe(["/", "/basket", "/my-orders", "/account", "/api/me"]);
        site.Requests.ShouldAllBe(request => request.Method == HttpMethod.Get && !request.IsFromScenario);
        site.Requests.ShouldNotContain(request => request.Url.AbsolutePath == "/bye");
        draft.Text.ShouldNotContain("AbCd1234");
    }

    private const string SignOutForm = """
        <form method=post action="/search"><input name=csrf type=hidden value="0therT0kenOfTheSearch"><input name=q><button>Sign out of nothing</button></form>
        <form method=POST action="/session/end">
          <input type=hidden name=_method value=delete>
          <input type=hidden name=csrf value="k3yOfAlice">
          <input type=hidden name=back value="/">
          <button name=do value=leave><b>Log out</b></button>
        </form>
        """;

    [Fact]
    public async Task LookAsync_SignOutFormForMembers_IsSeenWithASessionAndItsTokenExtracted()
    {
        var site = MembersSite(SignOutForm);
        var member = new Account("account-1", new Dictionary<string, string>());
        member.Jar.Store("sid=of-alice; Path=/", Site);

        var draft = await new ScenarioSketch(site, Site, member).LookAsync(TestContext.Current.CancellationToken);

        var scenario = ScenarioFile.Parse("init.json", draft.Text, _ => null, Accounts);
        scenario.SignOut.Count.ShouldBe(2);
        scenario.SignOut[0].Path.ShouldBe("/");
        scenario.SignOut[0].Extract.ShouldBe(new Dictionary<string, Extraction> { ["csrf"] = new() { Selector = "form[action=\"/session/end\"] input[name=\"csrf\"]", Attribute = "value" } });
        scenario.SignOut[1].Method.ShouldBe("POST");
        scenario.SignOut[1].Path.ShouldBe("/session/end");
        scenario.SignOut[1].Form.ShouldBe(new Dictionary<string, string> { ["_method"] = "delete", ["csrf"] = "{csrf}", ["back"] = "/", ["do"] = "leave" });
        draft.Text.ShouldNotContain("k3yOfAlice");
        draft.Text.ShouldNotContain("of-alice");
        // As nobody it looks for the form to sign in by all the same.
        scenario.SignIn.Count.ShouldBe(2);
        site.Requests.ShouldAllBe(request => request.Method == HttpMethod.Get && request.Url.AbsolutePath != "/session/end");

        // And it does what it says.
        var outcome = await new StepRunner(site, Site).RunAsync(member, scenario.SignOut, "signOut", "sign-out", new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        outcome.Problem.ShouldBeNull();
        System.Text.Encoding.UTF8.GetString(site.Requests[^1].Body.Span).ShouldBe("_method=delete&csrf=k3yOfAlice&back=%2F&do=leave");
    }

    [Fact]
    public async Task LookAsync_SignOutLinkWithASessionsKey_IsTakenFromThePage()
    {
        var site = MembersSite("""<a href="/help">Help</a> <a href="/door.php?do=logout&key=k3yOfAlice">Leave</a>""");
        var member = new Account("account-1", new Dictionary<string, string>());
        member.Jar.Store("sid=of-alice; Path=/", Site);

        var draft = await new ScenarioSketch(site, Site, member).LookAsync(TestContext.Current.CancellationToken);

        var scenario = ScenarioFile.Parse("init.json", draft.Text, _ => null, Accounts);
        scenario.SignOut.Select(step => step.Path).ShouldBe(["/", "{leave}"]);
        scenario.SignOut[0].Extract["leave"].ShouldBe(new Extraction { Selector = "a[href*=\"logout\"]", Attribute = "href" });
        draft.Text.ShouldNotContain("k3yOfAlice");
    }

    [Fact]
    public async Task LookAsync_SignOutFormThatNobodySees_SaysWhatToWrite()
    {
        var draft = await new ScenarioSketch(MembersSite(SignOutForm), Site).LookAsync(TestContext.Current.CancellationToken);

        draft.Scenario.SignOut.ShouldBeEmpty();
        draft.Text.ShouldContain("// How to sign out was not seen; most sites show it to those who are signed in. Look as one (cloakroom probe init … --cookie-jar session.txt), or write it.");
        // With the token of the sign-in form. What it says can be taken as it is.
        var written = draft.Text.Split('\n').Select(line => line.Trim()).SkipWhile(line => !line.StartsWith("// \"signOut\": [ {", StringComparison.Ordinal)).Take(2).Select(line => line[3..]);
        var scenario = ScenarioFile.Parse("init.json", $"{{ {string.Concat(written)} \"signIn\": [ \"/\" ] }}", _ => null, Accounts);
        scenario.SignOut[0].Path.ShouldBe("/my-orders");
        scenario.SignOut[0].Extract.ShouldBe(new Dictionary<string, Extraction> { ["authenticity_token"] = new() { Selector = "input[name=\"authenticity_token\"]", Attribute = "value" } });
        scenario.SignOut[1].Form.ShouldBe(new Dictionary<string, string> { ["authenticity_token"] = "{authenticity_token}" });
    }

    private static ScriptedSite MembersSite(string shown) => new(Site, (request, cookies) => (request.Method.Method, request.Url.AbsolutePath, cookies) switch
    {
        ("GET", "/", "sid=of-alice") => ScriptedAnswer.Html(shown),
        ("GET", "/", _) => ScriptedAnswer.Html("""<a href="/login">Log in</a> <a href="/my-orders">My orders</a>"""),
        ("GET", "/login", "") => ScriptedAnswer.Html(Form),
        ("GET", "/my-orders", "") => ScriptedAnswer.Redirect("/login"),
        ("POST", "/session/end", "sid=of-alice") => ScriptedAnswer.Redirect("/"),
        _ => new ScriptedAnswer(404, ""),
    });

    [Fact]
    public async Task LookAsync_FormAtAUsualPlace_IsFound()
    {
        var site = new ScriptedSite(Site, (request, _) => request.Url.AbsolutePath == "/wp-login.php" ? ScriptedAnswer.Html("<form><input name=log><input type=password name=pwd>") : new ScriptedAnswer(404, ""));
        var draft = await new ScenarioSketch(site, Site).LookAsync(TestContext.Current.CancellationToken);
        draft.Scenario.SignIn[1].Path.ShouldBe("/wp-login.php");
        draft.Scenario.SignIn[1].Form.ShouldBe(new Dictionary<string, string> { ["log"] = "{user}", ["pwd"] = "{password}" });
    }

    [Fact]
    public async Task LookAsync_SignInOnAnotherHost_NamesTheHost()
    {
        var site = new ScriptedSite(Site, (_, _) => ScriptedAnswer.Html("<form action='https://login.example/go'><input name=u><input type=password name=p></form>"));
        var draft = await new ScenarioSketch(site, Site).LookAsync(TestContext.Current.CancellationToken);
        draft.Scenario.Hosts.ShouldBe(["login.example"]);
        draft.Scenario.SignIn[1].Path.ShouldBe("https://login.example/go");
    }

    [Fact]
    public async Task LookAsync_SignUpOnly_IsNoSignIn()
    {
        var site = new ScriptedSite(Site, (_, _) => ScriptedAnswer.Html("<form><input name=u><input type=password name=p><input type=password name=p2></form>"));
        var draft = await new ScenarioSketch(site, Site).LookAsync(TestContext.Current.CancellationToken);
        draft.Scenario.SignIn.ShouldBeEmpty();
        draft.Text.ShouldContain("// No form with a password was found.");
        ScenarioFile.Parse("init.json", draft.Text, _ => null, Accounts).SignIn.ShouldBeEmpty();
    }

    [Fact]
    public async Task LookAsync_EverythingClosed_GuessesNoIdentity()
    {
        var site = new ScriptedSite(Site, (_, _) => ScriptedAnswer.Redirect("https://sso.example/login"));
        var sketch = new ScenarioSketch(site, Site);
        var draft = await sketch.LookAsync(TestContext.Current.CancellationToken);
        draft.Scenario.Identity.ShouldBeEmpty();
        sketch.Problems.ShouldContain(problem => problem.StartsWith("sso.example/login: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LookAsync_SiteDown_SaysSo()
    {
        var sketch = new ScenarioSketch(new ScriptedSite(Site, (_, _) => new ScriptedAnswer(0, "")), Site);
        await sketch.LookAsync(TestContext.Current.CancellationToken);
        sketch.Problems[0].ShouldBe("/: no answer (connection refused)");
    }

    [Fact]
    public async Task Draft_RunsAgainstTheSiteItWasMadeOf()
    {
        var site = new ScriptedSite(Site, (request, _) => (request.Method.Method, request.Url.AbsolutePath) switch
        {
            ("GET", "/") => ScriptedAnswer.Html(Form.Replace("session?x=1", "/session", StringComparison.Ordinal)),
            ("POST", "/session") => new ScriptedAnswer(System.Text.Encoding.UTF8.GetString(request.Body.Span).StartsWith("authenticity_token=AbCd1234EfGh5678%3D%3D&", StringComparison.Ordinal) ? 302 : 400, ""),
            _ => new ScriptedAnswer(404, ""),
        });
        var draft = await new ScenarioSketch(site, Site).LookAsync(TestContext.Current.CancellationToken);
        var scenario = ScenarioFile.Parse("init.json", draft.Text, _ => null, Accounts);
        var outcome = await new StepRunner(site, Site).RunAsync(new Account("alice", Accounts[0]), scenario.SignIn, "signIn", "sign-in", new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        outcome.Problem.ShouldBeNull();
        outcome.Exchanges[^1].Status.ShouldBe(302);
    }
}
