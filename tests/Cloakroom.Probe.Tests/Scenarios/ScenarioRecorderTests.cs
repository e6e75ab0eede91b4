using System.Text.Json.Nodes;
using Cloakroom.Probe.Inputs;
using Cloakroom.Probe.Scenarios;

namespace Cloakroom.Probe.Tests.Scenarios;

public sealed class ScenarioRecorderTests
{
    private const string Password = "Sup3rS3cretPassw0rd";
    private static readonly Uri Site = new("https://shop.example/");
    private readonly JsonArray _entries = [];

    [Fact]
    public void Parse_FormWithToken_BecomesStepsThatExtractIt()
    {
        Add("GET", "/", 200, "text/html", "<a href=/login>");
        Add("GET", "/login", 200, "text/html", """<form><input name="_csrf" value="tok3nAbCdEf123456"><input name=email><input name=password type=password></form>""");
        Add("GET", "/style.css", 200, "text/css", "");
        Add("POST", "/login", 302, "text/html", "", "_csrf=tok3nAbCdEf123456&email=alice%40example.com&password=" + Password + "&remember=1", ("Set-Cookie", "sid=s3ss10nIdOfAlice99; Path=/"));
        Add("GET", "/account", 200, "text/html", "<p>alice@example.com");
        Add("GET", "/api/me?_=1", 200, "application/json", """{ "user": { "mail/x": "alice@example.com" } }""");
        Add("GET", "/reset?token=abc123def456ghi", 200, "text/html", "x");
        Add("GET", "/logout?sure=1&token=abc123def456ghi", 302, "text/html", "");

        var draft = ScenarioRecorder.Parse("r.har", Har(), Site);

        draft.Text.ShouldNotContain(Password);
        draft.Text.ShouldNotContain("alice");
        draft.Text.ShouldNotContain("tok3n");
        draft.Text.ShouldNotContain("s3ss10n");
        draft.Text.ShouldNotContain("abc123def456ghi");
        var scenario = Read(draft.Text);
        scenario.SignIn.Count.ShouldBe(2);
        scenario.SignIn[0].Path.ShouldBe("/login");
        scenario.SignIn[0].Extract["csrf"].ShouldBe(new Extraction { Selector = "input[name=\"_csrf\"]", Attribute = "value" });
        scenario.SignIn[1].Method.ShouldBe("POST");
        scenario.SignIn[1].Expect.ShouldBe([302]);
        scenario.SignIn[1].Form.ShouldBe(new Dictionary<string, string> { ["_csrf"] = "{csrf}", ["email"] = "{user}", ["password"] = "{password}", ["remember"] = "1" });
        scenario.Journeys["recorded"].Select(step => step.Path).ShouldBe(["/account", "/api/me?_=1"]);
        scenario.SignOut.ShouldHaveSingleItem().Path.ShouldBe("/logout?sure=1");
        scenario.SessionCookies.ShouldBe(["sid"]);
        scenario.Identity.ShouldBe([new IdentityRule("/api/me", "{user}") { In = new Extraction { Pointer = "/user/mail~1x" } }]);
    }

    [Fact]
    public void Parse_JsonAndHeaderToken_AreFollowed()
    {
        Add("GET", "/app", 200, "text/html", """<meta name="csrf-token" content="metaTok3n9876543210">""");
        Add("POST", "/api/session", 200, "application/json", "{}", $$"""{ "credentials": { "login": "bob", "password": "{{Password}}" }, "n": 1, "device": "d3v1ceFingerprint00" }""", headers: [("X-CSRF-Token", "metaTok3n9876543210")]);

        var draft = ScenarioRecorder.Parse("r.har", Har(), Site);

        draft.Text.ShouldContain("// Where these values came from is not known; extract them, or give them to the accounts: device.");
        draft.Text.ShouldNotContain("d3v1ce");
        var scenario = Read(draft.Text, "device");
        scenario.SignIn[0].Extract["X-CSRF-Token"].ShouldBe(new Extraction { Selector = "meta[name=\"csrf-token\"]", Attribute = "content" });
        scenario.SignIn[1].Headers.ShouldBe(new Dictionary<string, string> { ["X-CSRF-Token"] = "{X-CSRF-Token}" });
        scenario.SignIn[1].Json!.ToJsonString().ShouldBe("""{"credentials":{"login":"{user}","password":"{password}"},"n":1,"device":"{device}"}""");
        draft.Text.ShouldContain("// No page showed the user's name.");
    }

    [Fact]
    public void Parse_NameFirstOnAnotherHostThenCode_IsOneSignIn()
    {
        Add("GET", "https://shop.example/account", 302, "", "", response: ("Location", "https://login.example/start?state=abc123def456ghi789"));
        Add("GET", "https://login.example/start?state=abc123def456ghi789", 200, "text/html", """<form action="/name?state=abc123def456ghi789"><input name=flow value=f1owTok3nOne123>""");
        Add("POST", "https://login.example/name?state=abc123def456ghi789", 200, "text/html", """<form><input name=flow value=f1owTok3nTwo456>""", "identifier=carol&flow=f1owTok3nOne123");
        Add("POST", "https://login.example/password", 200, "text/html", "<form>", $"pwd={Password}&flow=f1owTok3nTwo456");
        Add("POST", "https://login.example/code", 302, "text/html", "", "otp=123456", ("Set-Cookie", "s=abcdefghij1234567890"));
        Add("GET", "https://shop.example/account", 200, "text/html", "Hello carol");

        var draft = ScenarioRecorder.Parse("r.har", Har(), Site);

        draft.Text.ShouldNotContain("abc123def456ghi789");
        draft.Text.ShouldNotContain("f1ow");
        draft.Text.ShouldNotContain("123456");
        var scenario = Read(draft.Text, "otp");
        scenario.Hosts.ShouldBe(["login.example"]);
        scenario.SignIn.Select(step => step.Path).ShouldBe(["/account", "{action}", "https://login.example/password", "https://login.example/code"]);
        scenario.SignIn[0].FollowRedirects.ShouldBeTrue();
        scenario.SignIn[1].Form.ShouldBe(new Dictionary<string, string> { ["identifier"] = "{user}", ["flow"] = "{flow}" });
        scenario.SignIn[1].Extract.Keys.ShouldBe(["flow2"]);
        scenario.SignIn[2].Form.ShouldBe(new Dictionary<string, string> { ["pwd"] = "{password}", ["flow"] = "{flow2}" });
        scenario.SignIn[3].Form.ShouldBe(new Dictionary<string, string> { ["otp"] = "{totp:otp}" });
        scenario.Identity.ShouldBe([new IdentityRule("/account", "{user}")]);
    }

    [Fact]
    public void Parse_SignOutByAForm_TakesItsTokenFromThePage()
    {
        Add("GET", "/login", 200, "text/html", "<form><input name=user><input type=password name=pw>");
        Add("POST", "/login", 302, "text/html", "", $"user=carol&pw={Password}", ("Set-Cookie", "s=abcdefghij1234567890"));
        Add("GET", "/account", 200, "text/html", "Hello carol <form method=post action='/logout'><input type=hidden name=_csrf value=t0kenOfTheForm99></form>");
        Add("POST", "/logout", 302, "text/html", "", "_csrf=t0kenOfTheForm99");

        var draft = ScenarioRecorder.Parse("r.har", Har(), Site);

        draft.Text.ShouldNotContain("t0kenOfTheForm99");
        var scenario = Read(draft.Text);
        scenario.SignOut.Select(step => (step.Method, step.Path)).ShouldBe([("GET", "/account"), ("POST", "/logout")]);
        scenario.SignOut[0].Extract.ShouldBe(new Dictionary<string, Extraction> { ["csrf"] = new() { Selector = "input[name=\"_csrf\"]", Attribute = "value" } });
        scenario.SignOut[1].Form.ShouldBe(new Dictionary<string, string> { ["_csrf"] = "{csrf}" });
    }

    [Fact]
    public void Parse_NobodySignsIn_SaysHowToRecord()
    {
        Add("GET", "/", 200, "text/html", "");
        Add("POST", "/register", 200, "text/html", "", $"password={Password}&password_again={Password}");
        Should.Throw<InputException>(() => ScenarioRecorder.Parse("r.har", Har(), Site)).Message.ShouldStartWith("r.har: nobody signs in there");
    }

    [Fact]
    public void Parse_AnotherSite_SaysSo()
    {
        Add("GET", "https://other.example/", 200, "text/html", "");
        Should.Throw<InputException>(() => ScenarioRecorder.Parse("r.har", Har(), Site)).Message.ShouldBe("r.har: has no request to shop.example. Give the address of the site that it was recorded at.");
    }

    private static Scenario Read(string text, params string[] more)
    {
        Dictionary<string, string> Account(string user) => new[] { ("user", user), ("password", $"pw of {user}") }.Concat(more.Select(name => (name, "JBSWY3DPEHPK3PXP"))).ToDictionary(value => value.Item1, value => value.Item2);
        return ScenarioFile.Parse("draft.json", text, _ => null, [Account("dave"), Account("erin")]);
    }

    private string Har() => new JsonObject { ["log"] = new JsonObject { ["entries"] = _entries.DeepClone() } }.ToJsonString();

    private void Add(string method, string url, int status, string type, string body, string? post = null, (string Name, string Value)? response = null, (string Name, string Value)[]? headers = null)
    {
        var request = new JsonObject
        {
            ["method"] = method,
            ["url"] = new Uri(Site, url).AbsoluteUri,
            ["headers"] = new JsonArray([.. (headers ?? []).Select(header => new JsonObject { ["name"] = header.Name, ["value"] = header.Value })]),
        };
        if (post is not null)
            request["postData"] = new JsonObject { ["mimeType"] = post.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded", ["text"] = post };
        _entries.Add(new JsonObject
        {
            ["request"] = request,
            ["response"] = new JsonObject
            {
                ["status"] = status,
                ["headers"] = response is { } field ? new JsonArray(new JsonObject { ["name"] = field.Name, ["value"] = field.Value }) : new JsonArray(),
                ["content"] = new JsonObject { ["mimeType"] = type, ["text"] = body },
            },
        });
    }
}
