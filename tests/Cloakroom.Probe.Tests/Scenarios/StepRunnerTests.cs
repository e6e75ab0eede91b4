using System.Text;
using System.Text.Json.Nodes;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Scenarios;

public sealed class StepRunnerTests
{
    private static readonly Uri Site = new("https://shop.example/");
    private static readonly Dictionary<string, string> Nothing = [];
    private readonly Account _alice = new("alice", new Dictionary<string, string>
    {
        ["user"] = "alice&co",
        ["password"] = "pä ss+1",
        ["otp"] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    });

    [Fact]
    public async Task RunAsync_SignInWithToken_FillsFormAndKeepsCookies()
    {
        var site = new ScriptedSite(Site, (request, cookies) => (request.Method.Method, request.Url.PathAndQuery) switch
        {
            ("GET", "/login") => ScriptedAnswer.Html("""<form action="do?x=1&amp;y=2"><input name=_csrf value="t&amp;1"></form>""", ("Set-Cookie", "pre=1; Path=/")),
            ("POST", "/do?x=1&y=2") => cookies == "pre=1" ? ScriptedAnswer.Redirect("/account", ("Set-Cookie", "sid=S; Path=/")) : new ScriptedAnswer(403, ""),
            ("GET", "/account") => ScriptedAnswer.Html($"<p id=me>{(cookies.Contains("sid=S", StringComparison.Ordinal) ? " in " : "out")}</p>"),
            _ => new ScriptedAnswer(404, ""),
        });
        Step[] steps =
        [
            new()
            {
                Path = "/login",
                Extract = new Dictionary<string, Extraction>
                {
                    ["csrf"] = new() { Selector = "input[name=_csrf]", Attribute = "value" },
                    ["action"] = new() { Pattern = "action=\"([^\"]+)" },
                },
            },
            new()
            {
                Method = "post", Path = "{action}", FollowRedirects = true, Expect = [200],
                Form = new Dictionary<string, string> { ["user"] = "{user}", ["pw"] = "{password}", ["t"] = "{csrf}" },
                Extract = new Dictionary<string, Extraction> { ["me"] = new() { Selector = "#me" } },
            },
        ];

        var outcome = await RunAsync(site, steps);

        outcome.Problem.ShouldBeNull();
        outcome.Exchanges.Select(exchange => exchange.Status).ShouldBe([200, 302, 200]);
        outcome.Values["me"].ShouldBe("in");
        BodyOf(site.Requests[1]).ShouldBe("user=alice%26co&pw=p%C3%A4+ss%2B1&t=t%261");
        site.Requests[1].ContentType.ShouldBe("application/x-www-form-urlencoded");
        site.Requests[1].Headers.ShouldContain(new HeaderField("Origin", "https://shop.example"));
        site.Requests[1].Headers.ShouldContain(new HeaderField("Referer", "https://shop.example/login"));
        site.Requests[2].Method.ShouldBe(HttpMethod.Get);
        site.Requests[2].Body.Length.ShouldBe(0);
        site.Requests.ShouldAllBe(request => request.IsFromScenario && request.Tactic == "sign-in");
        _alice.Extracted["csrf"].ShouldBe("t&1");
    }

    [Fact]
    public async Task RunAsync_RefusedWithAnEncodedPlaceholderInThePath_SaysThatItIs()
    {
        var site = new ScriptedSite(Site, (request, _) => request.Url.AbsolutePath == "/login"
            ? ScriptedAnswer.Html("""<form action="/do/it"></form>""")
            : new ScriptedAnswer(request.Url.AbsolutePath == "/do/it" ? 200 : 404, ""));
        var extract = new Dictionary<string, Extraction> { ["action"] = new() { Pattern = "action=\"/?([^\"]+)" }, ["whole"] = new() { Pattern = "action=\"([^\"]+)" } };

        (await RunAsync(site, [new() { Path = "/login", Extract = extract }, new() { Path = "/{action}" }])).Problem
            .ShouldBe("signIn[1]: status 404 where one below 400 was expected ({action} is percent-encoded within the path; to be taken as it is, it has to begin it)");
        (await RunAsync(site, [new() { Path = "/login", Extract = extract }, new() { Path = "{whole}" }])).Problem.ShouldBeNull();
        (await RunAsync(site, [new() { Path = "/login", Extract = extract }, new() { Path = "{whole}/none" }])).Problem!.ShouldEndWith("was expected");
    }

    [Fact]
    public async Task Begin_StepByStep_SendsOneEachTimeAndKnowsThePageBefore()
    {
        var site = new ScriptedSite(Site, (request, _) => request.Url.AbsolutePath switch
        {
            "/a/login" => ScriptedAnswer.Html("""<form action="do">"""),
            "/a/do" => ScriptedAnswer.Html("token-1"),
            _ => new ScriptedAnswer(404, ""),
        });
        Step[] steps =
        [
            new() { Path = "/a/login", Extract = new Dictionary<string, Extraction> { ["action"] = new() { Selector = "form", Attribute = "action" } } },
            new() { Path = "{action}", Extract = new Dictionary<string, Extraction> { ["token"] = new() { Pattern = "token-(.)" } } },
            new() { Path = "/none" },
            new() { Path = "/never" },
        ];
        var walk = new StepRunner(site, Site).Begin(_alice, steps, "signIn", "sign-in", Nothing);

        site.Requests.ShouldBeEmpty();
        (await walk.NextAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        (await walk.NextAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        site.Requests.Select(request => request.Url.AbsolutePath).ShouldBe(["/a/login", "/a/do"]);
        (await walk.NextAsync(TestContext.Current.CancellationToken)).ShouldBeFalse();
        (await walk.NextAsync(TestContext.Current.CancellationToken)).ShouldBeFalse();

        walk.Problem.ShouldBe("signIn[2]: status 404 where one below 400 was expected");
        walk.Outcome.Exchanges.Count.ShouldBe(3);
        _alice.Extracted["token"].ShouldBe("1");
    }

    [Fact]
    public async Task RunAsync_Json_FillsTextsAlone()
    {
        var site = new ScriptedSite(Site, (_, _) => new ScriptedAnswer(200, """{ "a/b": [ { "id": 17 } ], "none": null }""", ("X-Token", "abc-9")));
        Step[] steps =
        [
            new()
            {
                Method = "PUT", Path = "/api/{user}?q={marker:bio}", Headers = new Dictionary<string, string> { ["X-Of"] = "{marker:bio}", ["Content-Type"] = "application/vnd.x+json" },
                Json = JsonNode.Parse("""{ "bio": "{marker:bio} {{user}}", "n": 1.50, "x": [ null, true, "{user}" ] }"""),
                Extract = new Dictionary<string, Extraction>
                {
                    ["id"] = new() { Pointer = "/a~1b/0/id" },
                    ["digit"] = new() { Header = "x-token", Pattern = "[0-9]" },
                },
            },
        ];

        var outcome = await RunAsync(site, steps, new Dictionary<string, string> { ["marker:bio"] = "m \"1\"" });

        outcome.Problem.ShouldBeNull();
        outcome.Values.ShouldBe(new Dictionary<string, string> { ["id"] = "17", ["digit"] = "9" });
        site.Requests[0].Url.PathAndQuery.ShouldBe("/api/alice%26co?q=m%20%221%22");
        BodyOf(site.Requests[0]).ShouldBe("""{"bio":"m \"1\" {user}","n":1.50,"x":[null,true,"alice&co"]}""");
        site.Requests[0].ContentType.ShouldBe("application/vnd.x+json");
        site.Requests[0].Headers.ShouldContain(new HeaderField("X-Of", "m \"1\""));
        site.Requests[0].Headers.ShouldNotContain(header => header.Is("Content-Type"));
    }

    [Fact]
    public async Task RunAsync_RandomAndTotp_AreMade()
    {
        var site = new ScriptedSite(Site, (_, _) => new ScriptedAnswer(200, ""));
        var runner = new StepRunner(site, Site, new ManualTime(DateTimeOffset.FromUnixTimeSeconds(59)));
        await runner.RunAsync(_alice, [new Step { Path = "/{totp:otp}/{random}/{random}" }], "signIn", "sign-in", Nothing, TestContext.Current.CancellationToken);
        var parts = site.Requests[0].Url.AbsolutePath.Split('/');
        parts[1].ShouldBe("287082");
        parts[2].Length.ShouldBe(16);
        parts[3].ShouldNotBe(parts[2]);
    }

    [Fact]
    public async Task RunAsync_Later_KnowsWhatSignInExtracted()
    {
        var site = new ScriptedSite(Site, (_, _) => new ScriptedAnswer(200, "token=abc"));
        await RunAsync(site, [new Step { Path = "/", Extract = new Dictionary<string, Extraction> { ["t"] = new() { Pattern = "token=(.*)" } } }]);
        var runner = new StepRunner(site, Site);
        (await runner.RunAsync(_alice, [new Step { Path = "/out?t={t}" }], "signOut", "sign-out", Nothing, TestContext.Current.CancellationToken)).Problem.ShouldBeNull();
        site.Requests[1].Url.Query.ShouldBe("?t=abc");
    }

    [Theory]
    [InlineData(403, "signIn[1]: status 403 where one below 400 was expected")]
    [InlineData(0, "signIn[1]: no answer (connection refused)")]
    public async Task RunAsync_Refused_SaysWhatCameAndStops(int status, string problem)
    {
        var site = new ScriptedSite(Site, (request, _) => new ScriptedAnswer(request.Url.AbsolutePath == "/b" ? status : 200, ""));
        var outcome = await RunAsync(site, [new Step { Path = "/a" }, new Step { Path = "/b" }, new Step { Path = "/c" }]);
        outcome.Problem.ShouldBe(problem);
        outcome.Exchanges.Count.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_UnexpectedStatus_NamesTheExpected()
    {
        var site = new ScriptedSite(Site, (_, _) => new ScriptedAnswer(200, ""));
        (await RunAsync(site, [new Step { Path = "/", Expect = [302, 303] }])).Problem.ShouldBe("signIn[0]: status 200 where 302 or 303 was expected");
    }

    [Theory]
    [InlineData("selector", "signIn[0].extract.x: no element input[name=_csrf] in a page of 12 bytes")]
    [InlineData("attribute", "signIn[0].extract.x: no attribute value on b in a page of 12 bytes")]
    [InlineData("header", "signIn[0].extract.x: no header X-Token in a response of status 200")]
    [InlineData("pointer", "signIn[0].extract.x: no JSON in a page of 12 bytes")]
    [InlineData("pattern", "signIn[0].extract.x: nothing that the pattern matches in a page of 12 bytes")]
    [InlineData("slow", "signIn[0].extract.x: the pattern takes longer than a second; write it simpler")]
    public async Task RunAsync_NothingToExtract_SaysWhatWasMissing(string way, string problem)
    {
        var body = way == "slow" ? new string('a', 60) + "!" : "<b>hello</b>";
        var site = new ScriptedSite(Site, (_, _) => ScriptedAnswer.Html(body));
        Extraction extraction = way switch
        {
            "selector" => new() { Selector = "input[name=_csrf]", Attribute = "value" },
            "attribute" => new() { Selector = "b", Attribute = "value" },
            "header" => new() { Header = "X-Token" },
            "pointer" => new() { Pointer = "/a" },
            "slow" => new() { Pattern = "^(a+)+$" },
            _ => new() { Pattern = "csrf=(.)" },
        };
        (await RunAsync(site, [new Step { Path = "/", Extract = new Dictionary<string, Extraction> { ["x"] = extraction } }])).Problem.ShouldBe(problem);
    }

    [Fact]
    public async Task RunAsync_RedirectElsewhere_IsNotFollowed()
    {
        var site = new ScriptedSite(Site, (_, _) => ScriptedAnswer.Redirect("https://evil.example/x?token=secret"));
        var outcome = await RunAsync(site, [new Step { Path = "/", FollowRedirects = true }]);
        outcome.Problem.ShouldBe("signIn[0]: redirect 1 leads to evil.example, which is not named; add it to hosts");
    }

    [Fact]
    public async Task RunAsync_EndlessRedirects_EndAfterTen()
    {
        var site = new ScriptedSite(Site, (_, _) => ScriptedAnswer.Redirect("/again"));
        (await RunAsync(site, [new Step { Path = "/", FollowRedirects = true }])).Problem.ShouldBe("signIn[0]: more than 10 redirects");
        site.Requests.Count.ShouldBe(11);
    }

    [Theory]
    [InlineData(307, "POST", "a=1")]
    [InlineData(308, "POST", "a=1")]
    [InlineData(303, "GET", "")]
    [InlineData(301, "GET", "")]
    public async Task RunAsync_RedirectOfAPost_KeepsTheMethodOnlyForThoseThatSaySo(int status, string method, string body)
    {
        var site = new ScriptedSite(Site, (request, _) => request.Url.AbsolutePath == "/" ? new ScriptedAnswer(status, "", ("Location", "next#top")) : new ScriptedAnswer(200, ""));
        await RunAsync(site, [new Step { Method = "POST", Path = "/", FollowRedirects = true, Form = new Dictionary<string, string> { ["a"] = "1" } }]);
        site.Requests[1].Url.ShouldBe(new Uri(Site, "/next"));
        site.Requests[1].Method.Method.ShouldBe(method);
        BodyOf(site.Requests[1]).ShouldBe(body);
    }

    [Theory]
    [InlineData("/{nick}", "signIn[0]: no usable value for {nick}")]
    [InlineData("/{totp:user}", "signIn[0]: no usable value for {totp:user}")]
    [InlineData("{action}", "signIn[0]: the path leads nowhere, by what was filled in")]
    public async Task RunAsync_NoValue_SendsNothing(string path, string problem)
    {
        var site = new ScriptedSite(Site, (_, _) => new ScriptedAnswer(200, ""));
        var outcome = await RunAsync(site, [new Step { Path = path }], new Dictionary<string, string> { ["action"] = "javascript:go()" });
        outcome.Problem.ShouldBe(problem);
        site.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunAsync_LineBreakInAHeader_IsNotSent()
    {
        var site = new ScriptedSite(Site, (_, _) => new ScriptedAnswer(200, ""));
        var step = new Step { Path = "/", Headers = new Dictionary<string, string> { ["X"] = "{v}" } };
        (await RunAsync(site, [step], new Dictionary<string, string> { ["v"] = "a\r\nCookie: b" })).Problem!.ShouldContain("line break");
        site.Requests.ShouldBeEmpty();
    }

    private Task<StepOutcome> RunAsync(IProbeClient site, IReadOnlyList<Step> steps, IReadOnlyDictionary<string, string>? extra = null) =>
        new StepRunner(site, Site).RunAsync(_alice, steps, "signIn", "sign-in", extra ?? Nothing, TestContext.Current.CancellationToken);

    private static string BodyOf(ProbeRequest request) => Encoding.UTF8.GetString(request.Body.Span);
}
