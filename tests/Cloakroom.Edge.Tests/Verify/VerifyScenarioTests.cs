using Cloakroom.Cli.Verify;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Probe.Inputs;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Verify;

public sealed class VerifyScenarioTests : IDisposable
{
    private const string WhoAmI = """ "whoAmI": { "path": "/me", "shows": "{name}" } """;
    private const string Users = """ "users": [ { "name": "ann", "key": "${KEY_A}" }, { "name": "bob", "key": "k" } ] """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("{", ":1: not JSON from here on.")]
    [InlineData("null", "Write one object")]
    [InlineData("{ \"signIn\": [], \"nonsense\": 1 }", "nonsense: there is no such member.")]
    [InlineData("{ \"SignIn\": [], W, U }", "SignIn: there is no such member. Did you mean signIn?")]
    [InlineData("{ \"signIn\": [], W, U }", "signIn: there is no request. Give those that sign a user in.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\" }], U }", "identity: nothing says how to see who is signed in.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\" }], \"whoAmI\": { \"path\": \"/u/*\", \"shows\": \"{name}\" }, U }", "identity: has no path without *")]
    [InlineData("{ \"signIn\": [{ \"path\": \"login\" }], W, U }", "signIn[0].path: does not begin with a slash. Begin with one: /login.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"//elsewhere/login\" }], W, U }", "signIn[0].path: begins with two slashes")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\", \"method\": \"POST\", \"form\": { \"u\": \"{user}\" } }], W, U }", "signIn[0].form.u: {user} is neither a value of every account nor extracted before.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\", \"method\": \"POST\", \"json\": { \"u\": [\"{user}\"] } }], W, U }", "signIn[0].json.u[0]: {user} is neither")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\", \"method\": \"POST\", \"json\": {}, \"form\": {} }], W, U }", "signIn[0]: has form and json. Keep one of them")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\", \"extract\": { \"t\": \"(\" } }], W, U }", "signIn[0].extract.t: is not a regular expression")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\" }], W, \"users\": [{ \"name\": \"ann\" }] }", "users: there is only one. Give another")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\" }], W, }", "users: there are 0, and verify signs in two. Give exactly two test users.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\" }], W, \"users\": [{ \"name\": \"a\" }, { \"name\": \"b\" }, { \"name\": \"c\" }] }", "users: there are 3, and verify signs in two.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\" }], W, \"users\": [{ \"name\": \"ann\" }, { \"name\": \"anna\" }] }", "whoAmI.shows: cannot tell accounts 1 and 2 apart")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\" }], W, \"users\": [{ \"name\": \"${MISSING}\" }, { \"name\": \"anna\" }] }", "users[0].name: the environment has no MISSING.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\" }], W, \"users\": [{ \"name\": \"ann\", \"random\": \"1\" }, { \"name\": \"bob\" }] }", "users[0].random: cannot be named")]
    [InlineData("{ \"hosts\": [\"https://login.example\"], \"signIn\": [{ \"path\": \"/\" }], W, U }", "hosts[0]: is not a host.")]
    public void Read_BadScenario_SaysWhereAndWhy(string content, string expected)
    {
        var file = _directory.Write("verify.json", content.Replace(" W,", WhoAmI + ",", StringComparison.Ordinal).Replace("U }", Users + " }", StringComparison.Ordinal));

        Should.Throw<InputException>(() => Read(file)).Message.ShouldContain(expected);
    }

    [Fact]
    public void Read_SecretsInABrokenFile_AreNotTold()
    {
        var file = _directory.Write("verify.json", """{ "users": [ { "password": hunter2 } ] }""");

        Should.Throw<InputException>(() => Read(file)).Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Read_NoFile_SaysSo() =>
        Should.Throw<InputException>(() => Read(_directory.At("none.json"))).Message.ShouldContain("there is no such file. Check the path.");

    [Fact]
    public void Read_GoodScenario_HasValuesOfTheEnvironment()
    {
        var file = _directory.Write("verify.json", $$"""{ "signIn": [ { "path": "/", "extract": { "t": "(a)" } }, { "path": "/{t}/{key}" } ], {{WhoAmI}}, {{Users}} }""");

        var scenario = Read(file);

        scenario.Users[0]["key"].ShouldBe("secret");
        VerifyScenario.PageOf(scenario)!.ShownOf(scenario.Users[1]).ShouldBe("bob");
        scenario.SignIn[1].Method.ShouldBe("GET");
    }

    [Fact]
    public void Read_SeveralProblems_TellsAllInTheOrderOfTheirLines()
    {
        var file = _directory.Write("verify.json", """
            {
              "signIn": [],
              "whoAmI": { "path": "me", "shows": "{name}" },
              "users": [ { "name": "ann" }, { "name": "bob" }, { "name": "eve" } ]
            }
            """);

        Should.Throw<InputException>(() => Read(file)).Problems.Select(problem => (problem.Line, problem.Path))
            .ShouldBe([(2, "signIn"), (3, "whoAmI.path"), (4, "users")]);
    }

    [Fact]
    public void Read_ScenarioOfTheDocument_IsGood()
    {
        var document = File.ReadAllText(Repository.PathOf("docs", "verify.md"));
        var file = _directory.Write("verify.json", document.Split("```json")[1].Split("```")[0]);

        var scenario = VerifyScenario.Read(file, new Uri("https://shop.example"), name => name.StartsWith("VERIFY_SEED_", StringComparison.Ordinal) ? "JBSWY3DPEHPK3PXP" : name);

        scenario.SignIn[1].FollowRedirects.ShouldBeTrue();
        scenario.Users[1]["password"].ShouldBe("VERIFY_PASSWORD_B");
    }

    private static Scenario Read(string file) => VerifyScenario.Read(file, new Uri("https://shop.example"), name => name == "KEY_A" ? "secret" : null);
}
