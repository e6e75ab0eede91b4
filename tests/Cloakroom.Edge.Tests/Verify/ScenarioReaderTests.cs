using Cloakroom.Cli.Control;
using Cloakroom.Cli.Verify;
using Cloakroom.Edge.Tests.Configuration;

namespace Cloakroom.Edge.Tests.Verify;

public sealed class ScenarioReaderTests : IDisposable
{
    private const string WhoAmI = """ "whoAmI": { "path": "/me", "shows": "{name}" } """;
    private const string Users = """ "users": [ { "name": "ann", "key": "${KEY_A}" }, { "name": "bob", "key": "k" } ] """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("{", "not a scenario at")]
    [InlineData("null", "empty")]
    [InlineData("{ \"signIn\": [], \"nonsense\": 1 }", "not a scenario at $")]
    [InlineData("{ \"signIn\": [] }", "missing")]
    [InlineData("{ \"signIn\": [], W, U }", "signIn: give at least one request.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"login\" }], W, U }", "signIn[0].path: begin with one slash; --url says where.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"//elsewhere/login\" }], W, U }", "signIn[0].path: begin with one slash; --url says where.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\", \"form\": { \"u\": \"{user}\" } }], W, U }", "signIn[0]: {user} is neither a value of both users nor extracted before.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\", \"json\": { \"u\": [\"{user}\"] } }], W, U }", "signIn[0]: {user} is neither")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\", \"json\": {}, \"form\": {} }], W, U }", "signIn[0]: give form or json, not both.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\", \"extract\": { \"t\": \"(\" } }], W, U }", "signIn[0].extract.t: not a regular expression.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\", \"extract\": { \"t\": \"a+\" } }], W, U }", "signIn[0].extract.t: has no group")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\" }], W, \"users\": [{ \"name\": \"ann\" }] }", "users: give exactly two, not 1.")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\" }], W, \"users\": [{ \"name\": \"ann\" }, { \"name\": \"anna\" }] }", "nobody could tell them apart")]
    [InlineData("{ \"signIn\": [{ \"path\": \"/\" }], W, \"users\": [{ \"name\": \"${MISSING}\" }, { \"name\": \"anna\" }] }", "users[0].name: the environment has no MISSING.")]
    public void Read_BadScenario_SaysWhereAndWhy(string content, string expected)
    {
        var file = _directory.Write("verify.json", content.Replace(" W,", WhoAmI + ",", StringComparison.Ordinal).Replace("U }", Users + " }", StringComparison.Ordinal));

        Should.Throw<ControlException>(() => ScenarioReader.Read(file, name => name == "KEY_A" ? "secret" : null)).Message.ShouldContain(expected);
    }

    [Fact]
    public void Read_SecretsInABrokenFile_AreNotTold()
    {
        var file = _directory.Write("verify.json", """{ "users": [ { "password": hunter2 } ] }""");

        Should.Throw<ControlException>(() => ScenarioReader.Read(file, _ => null)).Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Read_NoFile_SaysSo() =>
        Should.Throw<ControlException>(() => ScenarioReader.Read(_directory.At("none.json"), _ => null)).Message.ShouldContain("cannot be read");

    [Fact]
    public void Read_GoodScenario_HasValuesOfTheEnvironment()
    {
        var file = _directory.Write("verify.json", $$"""{ "signIn": [ { "path": "/", "extract": { "t": "(a)" } }, { "path": "/{t}/{key}" } ], {{WhoAmI}}, {{Users}} }""");

        var scenario = ScenarioReader.Read(file, name => name == "KEY_A" ? "secret" : null);

        scenario.Users[0]["key"].ShouldBe("secret");
        scenario.ShownOf(1).ShouldBe("bob");
        scenario.SignIn[1].Method.ShouldBe("GET");
    }
}
