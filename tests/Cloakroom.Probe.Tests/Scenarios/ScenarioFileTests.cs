using Cloakroom.Probe.Inputs;
using Cloakroom.Probe.Scenarios;

namespace Cloakroom.Probe.Tests.Scenarios;

public sealed class ScenarioFileTests
{
    private static readonly Dictionary<string, string>[] Accounts =
    [
        new() { ["user"] = "alice", ["password"] = "pw-a", ["email"] = "alice@example.com", ["otp"] = "JBSWY3DPEHPK3PXP" },
        new() { ["user"] = "bob", ["password"] = "pw-b", ["email"] = "bob@example.com", ["otp"] = "JBSWY3DPEHPK3PXQ" },
    ];

    [Fact]
    public void Parse_Whole_GivesTheModel()
    {
        var scenario = Parse("""
            // A shop.
            {
              "$schema": "scenario.schema.json",
              "hosts": ["www.example.com", "login.example.com:8443"],
              "signUp": [ { "method": "POST", "path": "/register", "json": { "name": "{marker:name}", "age": 1.50, "tags": ["{user}", null, true] } } ],
              "signIn": [
                { "path": "/login", "extract": { "csrf": "csrf\" value=\"([^\"]+)", "action": { "selector": "form", "attribute": "action" } } },
                {
                  "method": "post", "path": "{action}", "expect": [302, 303], "followRedirects": true,
                  "headers": { "X-CSRF-Token": "{csrf}" },
                  "form": { "user": "{user}", "password": "{password}", "code": "{totp:otp}" }
                },
              ],
              "signOut": [ "/logout?token={csrf}" ],
              "plant": [ { "method": "PUT", "path": "/bio", "form": { "bio": "{marker:bio}", "n": "{random}", "query": "{{id}} { me }" } } ],
              "journeys": { "look": [ "/", { "path": "https://www.example.com/cart" } ] },
              "identity": [ { "path": "/account", "shows": "{email}", "in": { "pointer": "/user/email" } }, { "path": "/p/*", "shows": "Hello {user}!" } ],
              "markers": ["email"], "sessionCookies": ["sid*"], "sharedCookies": ["ab"], "static": ["/assets/*"], "exclude": ["/admin$"],
            }
            """);
        scenario.Hosts.ShouldBe(["www.example.com", "login.example.com:8443"]);
        scenario.SignIn[0].Extract["csrf"].Pattern.ShouldBe("csrf\" value=\"([^\"]+)");
        scenario.SignIn[0].Extract["action"].ShouldBe(new Extraction { Selector = "form", Attribute = "action" });
        scenario.SignIn[1].Method.ShouldBe("post");
        scenario.SignIn[1].Expect.ShouldBe([302, 303]);
        scenario.SignIn[1].FollowRedirects.ShouldBeTrue();
        scenario.SignIn[1].Form!["code"].ShouldBe("{totp:otp}");
        scenario.SignUp[0].Json!.ToJsonString().ShouldBe("""{"name":"{marker:name}","age":1.50,"tags":["{user}",null,true]}""");
        scenario.SignOut[0].ShouldBeEquivalentTo(new Step { Path = "/logout?token={csrf}" });
        scenario.Journeys["look"].Select(step => step.Path).ShouldBe(["/", "https://www.example.com/cart"]);
        scenario.Identity[0].In.ShouldBe(new Extraction { Pointer = "/user/email" });
        scenario.Identity[1].ShouldBe(new IdentityRule("/p/*", "Hello {user}!"));
        scenario.Static.ShouldBe(["/assets/*"]);
    }

    [Fact]
    public void Parse_WhoAmI_IsAnIdentityRule() =>
        Parse("""{ "whoAmI": { "path": "/account", "shows": "Signed in as {user}" } }""").Identity.ShouldBe([new IdentityRule("/account", "Signed in as {user}")]);

    [Fact]
    public void Parse_UsersOfTheFile_AreTheAccounts()
    {
        var scenario = ScenarioFile.Parse(
            "s.json",
            """{ "identity": [{ "path": "/", "shows": "{user}" }], "users": [ { "user": "a1", "password": "${PW}" }, { "user": "b1", "password": "x${PW}y" } ] }""",
            name => name == "PW" ? "{user}" : null);
        scenario.Users[1]["password"].ShouldBe("x{user}y");
    }

    [Fact]
    public void Parse_VariableInAForm_IsNoPlaceholder()
    {
        var scenario = ScenarioFile.Parse("s.json", """{ "signIn": [ { "method": "POST", "path": "/", "form": { "p": "${PW}{user}" } } ] }""", _ => "a{user}b{{c}}", Accounts);
        Placeholders.Fill(scenario.SignIn[0].Form!["p"], Accounts[0]).ShouldBe("a{user}b{{c}}alice");
    }

    [Theory]
    [InlineData("""{ "signin": [] }""", "1: signin: there is no such member. Did you mean signIn?")]
    [InlineData("""{ "frobnicate": 1 }""", "1: frobnicate: there is no such member. There are exclude,")]
    [InlineData("""{ "signIn": [ { "path": "/", "extrct": {} } ] }""", "1: signIn[0].extrct: there is no such member. Did you mean extract?")]
    [InlineData("{\n\"signIn\": [\n{ \"method\": \"GET\" } ] }", "3: signIn[0]: has no path.")]
    [InlineData("""{ "signIn": {} }""", "1: signIn: is an object. Write a list:")]
    [InlineData("""{ "signIn": [ 7 ] }""", "1: signIn[0]: is a number. Write a request:")]
    [InlineData("""{ "signIn": [ { "path": 7 } ] }""", "1: signIn[0].path: is a number. Write a text, in quotes.")]
    [InlineData("""{ "signIn": [ { "path": "/", "expect": [ 20 ] } ] }""", "1: signIn[0].expect[0]: is not a status.")]
    [InlineData("""{ "signIn": [ { "path": "/", "followRedirects": "yes" } ] }""", "1: signIn[0].followRedirects: is a text. Write true or false.")]
    [InlineData("""{ "signIn": [ { "path": "/", "method": "PSOT" } ] }""", "1: signIn[0].method: is not a method. Did you mean POST?")]
    [InlineData("""{ "signIn": [ { "path": "login" } ] }""", "1: signIn[0].path: does not begin with a slash.")]
    [InlineData("""{ "signIn": [ "//evil.example/" ] }""", "1: signIn[0]: begins with two slashes")]
    [InlineData("""{ "signIn": [ { "path": "/a b" } ] }""", "1: signIn[0].path: has a space")]
    [InlineData("""{ "signIn": [ { "path": "ftp://host/x" } ] }""", "1: signIn[0].path: is not an address.")]
    [InlineData("""{ "signIn": [ { "path": "https://u:p@host/x" } ] }""", "1: signIn[0].path: has a user name or password")]
    [InlineData("""{ "signIn": [ { "path": "/", "form": {} } ] }""", "1: signIn[0]: has a body, but no method for it.")]
    [InlineData("""{ "signIn": [ { "path": "/", "method": "POST", "form": {}, "json": {} } ] }""", "1: signIn[0]: has form and json.")]
    [InlineData("""{ "signIn": [ { "path": "/", "headers": { "X:Y": "" } } ] }""", "1: signIn[0].headers.X:Y: is not the name of a header field.")]
    [InlineData("""{ "signIn": [ { "path": "/", "headers": { "Cookie": "" } } ] }""", "1: signIn[0].headers.Cookie: is set by the probe itself.")]
    [InlineData("""{ "signIn": [ "/{usr}" ] }""", "1: signIn[0]: {usr} is neither a value of every account nor extracted before. Did you mean {user}?")]
    [InlineData("""{ "signIn": [ { "path": "/", "method": "POST", "json": { "a": [ "{token}" ] } } ] }""", "1: signIn[0].json.a[0]: {token} is neither")]
    [InlineData("""{ "signIn": [ "/{marker:bio}" ] }""", "1: signIn[0]: {marker:bio} is not known here.")]
    [InlineData("""{ "signIn": [ "/{totp:pin}" ] }""", "1: signIn[0]: {totp:pin}: not every account has a value pin.")]
    [InlineData("""{ "signIn": [ "/{totp:email}" ] }""", "1: signIn[0]: {totp:email}: a value email is no secret of one-time passwords.")]
    [InlineData("""{ "signIn": [ { "path": "/", "extract": { "a b": "x" } } ] }""", "1: signIn[0].extract.a b: cannot stand in braces.")]
    [InlineData("""{ "signIn": [ { "path": "/", "extract": { "a": "(x" } } ] }""", "1: signIn[0].extract.a: is not a regular expression (")]
    [InlineData("""{ "signIn": [ { "path": "/", "extract": { "a": { "selector": "a[" } } } ] }""", "1: signIn[0].extract.a.selector: is not a CSS selector.")]
    [InlineData("""{ "signIn": [ { "path": "/", "extract": { "a": { "pointer": "a/b" } } } ] }""", "1: signIn[0].extract.a.pointer: is not a JSON pointer")]
    [InlineData("""{ "signIn": [ { "path": "/", "extract": { "a": { "pointer": "/~2" } } } ] }""", "1: signIn[0].extract.a.pointer: is not a JSON pointer")]
    [InlineData("""{ "signIn": [ { "path": "/", "extract": { "a": { "header": "A B" } } } ] }""", "1: signIn[0].extract.a.header: is not the name of a header field.")]
    [InlineData("""{ "signIn": [ { "path": "/", "extract": { "a": { } } } ] }""", "1: signIn[0].extract.a: does not say what to take.")]
    [InlineData("""{ "signIn": [ { "path": "/", "extract": { "a": { "header": "A", "pointer": "/a" } } } ] }""", "1: signIn[0].extract.a: takes from several places at once.")]
    [InlineData("""{ "signIn": [ { "path": "/", "extract": { "a": { "attribute": "v", "pattern": "x" } } } ] }""", "1: signIn[0].extract.a.attribute: there is no selector")]
    [InlineData("""{ "journeys": { "look": [] } }""", "1: journeys.look: has no request.")]
    [InlineData("""{ "hosts": [ "https://a.example" ] }""", "1: hosts[0]: is not a host.")]
    [InlineData("""{ "identity": [ { "path": "/", "shows": "Welcome" } ] }""", "1: identity[0].shows: is the same for all accounts.")]
    [InlineData("""{ "identity": [ { "path": "/", "shows": "{nick}" } ] }""", "1: identity[0].shows: {nick} is not a value of every account.")]
    [InlineData("""{ "identity": [ { "path": "x", "shows": "{user}" } ] }""", "1: identity[0].path: is not a path on the site.")]
    [InlineData("""{ "identity": [ { "path": "/", "shows": "{user}" } ], "whoAmI": { "path": "/", "shows": "{user}" } }""", "1: whoAmI: is another name of an identity rule")]
    [InlineData("""{ "whoAmI": { "path": "/", "shows": "" } }""", "1: whoAmI.shows: is the same for all accounts.")]
    [InlineData("""{ "markers": [ "emial" ] }""", "1: markers[0]: is not the name of a value that every account has. Did you mean email?")]
    [InlineData("""{ "sessionCookies": [ "sid=1" ] }""", "1: sessionCookies[0]: is not the name of a cookie.")]
    [InlineData("""{ "exclude": [ "admin" ] }""", "1: exclude[0]: is not a path.")]
    [InlineData("""{ "users": [ { "user": "a" } ] }""", "1: users: there is only one.")]
    [InlineData("""{ "users": [ { "user": "a" }, { "user": "b" }, { "user": "a" } ] }""", "1: users[2]: is the same as an earlier one.")]
    [InlineData("""{ "users": [ { "user": "a", "random": "1" }, { "user": "b" } ] }""", "1: users[0].random: cannot be named: {random} stands for digits that are new each time. Call it something else.")]
    [InlineData("""{ "users": [ { "user": "${NOT_SET}" }, { "user": "b" } ] }""", "1: users[0].user: the environment has no NOT_SET.")]
    [InlineData("""{ "hosts": [], "hosts": [] }""", "1: hosts: stands twice in the same object.")]
    [InlineData("{\n \"hosts\": [],\n oops }", "3: not JSON from here on.")]
    [InlineData("[]", "1: is a list. Write one object, { … }.")]
    [InlineData("", "1: not JSON from here on.")]
    public void Parse_Wrong_NamesPlaceAndRemedy(string text, string expected) =>
        Should.Throw<InputException>(() => Parse(text)).Problems.ShouldHaveSingleItem().ToString().ShouldStartWith($"shop.json:{expected}");

    [Theory]
    [InlineData("alice", "alice", "it is the same for both")]
    [InlineData("alice", "alice2", "the one's is within the other's")]
    public void Parse_IdentityThatTellsNobodyApart_IsRefused(string one, string other, string expected)
    {
        Dictionary<string, string>[] accounts = [new() { ["user"] = one }, new() { ["user"] = other }];
        Should.Throw<InputException>(() => ScenarioFile.Parse("s.json", """{ "identity": [ { "path": "/", "shows": "{user}" } ] }""", _ => null, accounts))
            .Message.ShouldContain($"cannot tell accounts 1 and 2 apart: {expected}");
    }

    [Fact]
    public void Parse_IdentityTakenFromOnePlace_MayBeWithinAnother()
    {
        Dictionary<string, string>[] accounts = [new() { ["id"] = "1" }, new() { ["id"] = "12" }];
        ScenarioFile.Parse("s.json", """{ "identity": [ { "path": "/", "shows": "{id}", "in": { "pointer": "/id" } } ] }""", _ => null, accounts).Identity.Count.ShouldBe(1);
    }

    [Fact]
    public void Parse_ManyProblems_AllInTheOrderOfLines()
    {
        var problems = Should.Throw<InputException>(() => Parse("""
            {
              "hosts": [ 1 ],
              "signIn": [
                { "path": "x", "methd": "POST" },
                { "method": "GOT", "path": "/" }
              ],
              "identity": [ { "path": "/", "shows": "Welcome" } ],
              "journeys": 3
            }
            """)).Problems;
        problems.Select(problem => problem.Line).ShouldBe([2, 4, 4, 5, 7, 8]);
    }

    [Fact]
    public void Parse_WrongInEveryPlace_NeverQuotesAValue()
    {
        const string secret = "s3cr3t-value";
        string[] places =
        [
            $$"""{ "signIn": [ { "path": "{{secret}}" } ] }""",
            $$"""{ "signIn": [ { "path": "/", "method": "{{secret}}" } ] }""",
            $$"""{ "signIn": [ { "path": "/", "expect": "{{secret}}" } ] }""",
            $$"""{ "signIn": [ { "path": "/", "expect": [ "{{secret}}" ] } ] }""",
            $$"""{ "signIn": [ { "path": "/", "extract": { "a": "({{secret}}" } } ] }""",
            $$"""{ "hosts": [ "https://{{secret}}" ] }""",
            $$"""{ "sessionCookies": [ "sid={{secret}}" ] }""",
            $$"""{ "users": "{{secret}}" }""",
            $$"""{ "users": [ { "password": {{secret}} } ] }""",
            $$"""{ "users": [ { "password": "{{secret}}" } ] }""",
        ];
        foreach (var place in places)
            Should.Throw<InputException>(() => Parse(place)).Message.ShouldNotContain(secret);
    }

    [Fact]
    public void Read_NoFile_SaysSo() =>
        Should.Throw<InputException>(() => ScenarioFile.Read("/nowhere/shop.json", _ => null)).Message.ShouldBe("/nowhere/shop.json: there is no such file. Check the path.");

    private static Scenario Parse(string text) => ScenarioFile.Parse("shop.json", text, _ => null, Accounts);
}
