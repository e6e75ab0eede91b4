using System.Text.Json;
using Cloakroom.Cli;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Scenarios;

namespace Cloakroom.Replay.Tests.Cli;

public sealed class ReplayCommandTests : IDisposable
{
    private static readonly Scenario Proper = new FakeScenario("proper", side => side == Side.Stock);
    private static readonly Scenario BothLeak = new FakeScenario("both-leak", _ => true);
    private static readonly Scenario NeitherLeaks = new FakeScenario("neither-leaks", _ => false);
    private static readonly Scenario NoEffect = new FakeScenario("no-effect", _ => false, hasEffect: false);

    private readonly CommandLineHarness _cloakroom = new();

    [Fact]
    public async Task List_OfAllScenarios_IsAsExpected()
    {
        (await _cloakroom.RunAsync(ScenarioCatalog.All, "replay", "--list")).ShouldBe(ExitCode.Success);

        _cloakroom.Out.ShouldBe(Expectation.Read("replay-list.txt"));
        _cloakroom.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--scenario nope", "--scenario nope: there is no such scenario. Known: proper.")]
    [InlineData("--users 0", "--users 0: not understood; give a whole number from 4 to 500.")]
    [InlineData("--users 3", "--users 3: not understood; give a whole number from 4 to 500.")]
    [InlineData("--users 501", "--users 501: not understood; give a whole number from 4 to 500.")]
    [InlineData("--users forty", "--users forty: not understood; give a whole number from 4 to 500.")]
    [InlineData("--users 99999999999999999999", "give a whole number from 4 to 500.")]
    [InlineData("--seed x", "--seed x: not understood; give a whole number.")]
    [InlineData("--cache memcached", "--cache memcached: not understood; give auto, nginx, varnish or builtin.")]
    [InlineData("--cache 3", "--cache 3: not understood; give auto, nginx, varnish or builtin.")]
    [InlineData("--guard fence", "--guard fence: not understood; give library, edge or observe.")]
    [InlineData("--format xml", "--format xml: not understood; give table or json.")]
    [InlineData("--console", "--console: one incident can be looked at; name it with --scenario.")]
    [InlineData("--users", "--users")]
    [InlineData("--colour", "--colour")]
    public async Task Replay_WithBadInput_NamesThePlaceAndTheRemedy(string arguments, string expected)
    {
        (await _cloakroom.RunAsync([Proper], ["replay", .. arguments.Split(' ')])).ShouldBe(ExitCode.Usage);

        _cloakroom.Error.ShouldContain(expected);
        _cloakroom.Error.ShouldContain("Try: cloakroom replay --help");
        _cloakroom.Error.ShouldNotContain("   at ");
        _cloakroom.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task Replay_WithSeveralErrors_NamesThemAll()
    {
        (await _cloakroom.RunAsync([Proper], "replay", "--users", "0", "--cache", "x", "--scenario", "y")).ShouldBe(ExitCode.Usage);

        _cloakroom.Error.ShouldContain("--users 0");
        _cloakroom.Error.ShouldContain("--cache x");
        _cloakroom.Error.ShouldContain("--scenario y");
    }

    [Theory]
    [InlineData("")]
    [InlineData("relay")]
    public async Task Cloakroom_WithoutAKnownCommand_IsAUsageError(string arguments)
    {
        (await _cloakroom.RunAsync([Proper], arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ShouldBe(ExitCode.Usage);

        _cloakroom.Error.ShouldContain("Try: cloakroom --help");
    }

    [Fact]
    public async Task Replay_WhenStockLeaksAndCloakroomDoesNot_Succeeds()
    {
        (await _cloakroom.RunAsync([Proper], "replay")).ShouldBe(ExitCode.Success);

        _cloakroom.Out.ShouldContain("Stock leaked in 1 of 1, Cloakroom in none");
    }

    [Fact]
    public async Task Replay_WhenCloakroomLeaks_Fails()
    {
        (await _cloakroom.RunAsync([Proper, BothLeak], "replay")).ShouldBe(ExitCode.Failure);

        _cloakroom.Out.ShouldContain("Cloakroom leaked in both-leak: the promise is broken.");
    }

    [Fact]
    public async Task Replay_WhenStockDoesNotLeak_Fails()
    {
        (await _cloakroom.RunAsync([Proper, NeitherLeaks], "replay")).ShouldBe(ExitCode.Failure);

        _cloakroom.Out.ShouldContain("Stock did not leak in neither-leaks");
    }

    [Fact]
    public async Task Replay_ByTheEdge_SpeaksOfTheEdge()
    {
        (await _cloakroom.RunAsync([Proper], "replay", "--guard", "edge")).ShouldBe(ExitCode.Success);

        _cloakroom.Out.ShouldContain("Stock leaked in 1 of 1, the edge in none");
    }

    [Fact]
    public async Task Replay_Watched_SaysWhatIsNotVisibleAndWhy()
    {
        var unseen = new WatchedScenario(new FakeScenario("unseen", _ => true), Watcher.Edge, Sight.NotVisible, "it stands elsewhere");

        (await _cloakroom.RunAsync([unseen], "replay", "--guard", "observe")).ShouldBe(ExitCode.Success);

        _cloakroom.Out.ShouldContain("unseen (edge)");
        _cloakroom.Out.ShouldContain("People were exposed in 1 of 1 runs. In 0 every pair was named");
        _cloakroom.Out.ShouldContain("unseen (edge): it stands elsewhere.");
    }

    [Fact]
    public async Task Replay_WatchedAndNotSeenAsSaid_Fails()
    {
        // Without a server there is nothing that could name anybody.
        var blind = new WatchedScenario(new FakeScenario("blind", _ => true), Watcher.Edge, Sight.Prevented, "nothing happens");

        (await _cloakroom.RunAsync([blind], "replay", "--guard", "observe")).ShouldBe(ExitCode.Failure);

        _cloakroom.Out.ShouldContain("In blind (edge) the watcher did not see what it should have.");
    }

    [Fact]
    public async Task Replay_WatchedAsJson_HasARowForEachWatcher()
    {
        Scenario[] both = [.. new[] { Watcher.Library, Watcher.Edge }.Select(watcher => new WatchedScenario(new FakeScenario("both", _ => true), watcher, Sight.NotVisible, "of a reason"))];

        (await _cloakroom.RunAsync(both, "replay", "--guard", "observe", "--format", "json")).ShouldBe(ExitCode.Success);

        using var document = JsonDocument.Parse(_cloakroom.Out);
        var rows = document.RootElement.GetProperty("scenarios").EnumerateArray().ToArray();
        rows.Select(row => row.GetProperty("watched").GetProperty("by").GetString()).ShouldBe(["library", "edge"]);
        rows.ShouldAllBe(row => row.GetProperty("watched").GetProperty("visible").GetString() == "not visible" && row.GetProperty("cloakroom").GetProperty("impact").ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task Replay_ByTheEdgeOfAScenarioOfTheLibraryAlone_SaysWhichThereAre()
    {
        (await _cloakroom.RunAsync(ScenarioCatalog.Of, "replay", "--guard", "edge", "--scenario", "zombie")).ShouldBe(ExitCode.Usage);

        _cloakroom.Error.ShouldContain("--scenario zombie: there is no such scenario with --guard edge. Known: cachetur-2022, loom-2023.");
    }

    [Fact]
    public async Task List_OfTheEdgesScenarios_NamesEachOnce()
    {
        (await _cloakroom.RunAsync(ScenarioCatalog.Of, "replay", "--guard", "edge", "--list")).ShouldBe(ExitCode.Success);

        _cloakroom.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).ShouldBe(["cachetur-2022", "loom-2023"]);
    }

    [Fact]
    public async Task Replay_OfAScenarioThatCannotRunHere_RunsNothingAndNamesTheRemedy()
    {
        var impossible = new FakeScenario("impossible", _ => true, unavailable: "node is missing. Install it.");

        (await _cloakroom.RunAsync([Proper, impossible, impossible], "replay", "--format", "json")).ShouldBe(ExitCode.Usage);

        _cloakroom.Error.Split('\n').Count(line => line == "cloakroom: impossible: node is missing. Install it.").ShouldBe(1);
        _cloakroom.Error.ShouldContain("--scenario proper");
        _cloakroom.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task Replay_OfOneScenarioBehindTwoCaches_TellsTheResultsApart()
    {
        FakeScenario[] both = [new("twice", side => side == Side.Stock, cache: "nginx"), new("twice", side => side == Side.Stock, cache: "varnish")];

        (await _cloakroom.RunAsync(both, "replay", "--format", "json", "--scenario", "twice")).ShouldBe(ExitCode.Success);

        using var document = JsonDocument.Parse(_cloakroom.Out);
        document.RootElement.GetProperty("scenarios").EnumerateArray().Select(s => s.GetProperty("cache").GetString()).ShouldBe(["nginx", "varnish"]);
    }

    [Fact]
    public async Task Replay_WhenAScenarioIsInvalid_FailsAndSaysWhy()
    {
        (await _cloakroom.RunAsync([NoEffect, Proper], "replay")).ShouldBe(ExitCode.Failure);

        _cloakroom.Error.ShouldContain("no-effect proves nothing: the fault had no effect on the Stock side.");
        _cloakroom.Out.ShouldContain("no-effect could not be run to the end");
    }

    [Fact]
    public async Task Replay_OfChosenScenarios_RunsThoseOnceInTheCatalogsOrder()
    {
        var exit = await _cloakroom.RunAsync(
            [Proper, BothLeak, NeitherLeaks], "replay", "--format", "json", "--scenario", "neither-leaks", "--scenario", "proper", "--scenario", "proper");

        exit.ShouldBe(ExitCode.Failure);
        using var document = JsonDocument.Parse(_cloakroom.Out);
        document.RootElement.GetProperty("scenarios").EnumerateArray().Select(s => s.GetProperty("name").GetString()).ShouldBe(["proper", "neither-leaks"]);
    }

    [Fact]
    public async Task Replay_AsJson_IsOneDocumentAndNothingElse()
    {
        (await _cloakroom.RunAsync([Proper], "replay", "--format", "json", "--users", "6")).ShouldBe(ExitCode.Success);

        _cloakroom.Out.ShouldBe(Expectation.Read("replay.json"));
        _cloakroom.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Replay_AsTable_FitsIntoAHundredColumns()
    {
        await _cloakroom.RunAsync(ScenarioCatalog.All.Select(s => new FakeScenario(s.Name, side => side == Side.Stock)).ToArray(), "replay");

        _cloakroom.Out.Split('\n').Max(line => line.TrimEnd().Length).ShouldBeLessThanOrEqualTo(100);
    }

    public void Dispose() => _cloakroom.Dispose();
}
