using System.Text.Json;
using Cloakroom.Alerts;
using Cloakroom.Cli;
using Cloakroom.Cli.Control;
using Cloakroom.Control;
using Cloakroom.Edge.Tests.Cli;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Edges;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Rates;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Cloakroom.Tests.Hosting;
using static Cloakroom.Edge.Tests.Control.EdgeBench;

namespace Cloakroom.Edge.Tests.Control;

public sealed class ControlCommandTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly CommandHarness _cloakroom;

    public ControlCommandTests() => _cloakroom = new CommandHarness(ControlCommands.Create, _clock);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _cloakroom.Now;

    private string[] Data => ["--data", _cloakroom.Directory.Path];

    public void Dispose() => _cloakroom.Dispose();

    [Theory]
    [InlineData("lockdown", "lockdown: say why: --reason TEXT.")]
    [InlineData("signin close", "close: say why: --reason TEXT.")]
    [InlineData("signin open --url https://x --reason x", "--url and --scenario: the one says where, the other how; give both.")]
    [InlineData("signin open --url http://example.org --scenario x --reason x", "--url http://example.org: not understood; give an https address, or http on this machine.")]
    [InlineData("read-only --reason", "--reason")]
    [InlineData("read-only --reason | |", "--reason: give one line of text, at most 500 characters.")]
    [InlineData("lockdown --reason x --wait 601", "--wait 601: not understood; give a whole number from 0 to 600.")]
    [InlineData("lockdown --reason x --wait -1", "--wait -1: not understood; give a whole number from 0 to 600.")]
    [InlineData("revoke --reason x", "revoke: say what to end: --session ID, --binding TAG, --subject ID, --tenant ID, --incident ID or --all.")]
    [InlineData("revoke --all", "revoke: say why: --reason TEXT.")]
    [InlineData("revoke --all --session AAAAAAAAAAEAAAAAAAAAAQ --reason x", "revoke: --session and --all: give one of them; only --session and --binding go together.")]
    [InlineData("revoke --subject a --tenant b --reason x", "revoke: --subject and --tenant: give one of them")]
    [InlineData("revoke --session binding:AAAAAAAAAAEAAAAAAAAAAQ --reason x", "--session binding:AAAAAAAAAAEAAAAAAAAAAQ: not an id")]
    [InlineData("revoke --session abc --reason x", "--session abc: not an id; give the 22 characters that a mix-up or a log line names.")]
    [InlineData("revoke --binding AAAAAAAAAAEAAAAAAAAAAR --reason x", "--binding AAAAAAAAAAEAAAAAAAAAAR: not an id")]
    [InlineData("erase --reason x", "erase: say whose: --subject ID")]
    [InlineData("erase --subject a", "erase: say why: --reason TEXT.")]
    [InlineData("forget --reason x", "forget")]
    [InlineData("history --last 0", "--last 0: not understood; give a whole number from 1 to 10000.")]
    [InlineData("mixups --last many", "--last many: not understood; give a whole number from 1 to 10000.")]
    [InlineData("status --format xml", "--format xml: not understood; give text or json.")]
    [InlineData("status --data a --config b", "--store, --data and --config: give one of them.")]
    [InlineData("stats", "stats")]
    public async Task Control_WithBadInput_NamesThePlaceAndTheRemedy(string arguments, string expected)
    {
        var args = arguments.Split(' ').Select(argument => argument == "|" ? " " : argument).Where(argument => argument.Length > 0);

        (await _cloakroom.RunAsync([.. args])).ShouldBe(ExitCode.Usage, _cloakroom.Error);

        _cloakroom.Error.ShouldContain(expected);
        _cloakroom.Error.ShouldContain("Try: cloakroom ");
        _cloakroom.Error.ShouldNotContain("   at ");
        _cloakroom.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task Control_NoStoreThere_NamesTheFileAndMakesNone()
    {
        (await _cloakroom.RunAsync(["status", .. Data])).ShouldBe(ExitCode.Failure);

        _cloakroom.Error.ShouldContain(_cloakroom.Directory.At("edge.db"));
        _cloakroom.Error.ShouldContain("--data");
        Directory.GetFiles(_cloakroom.Directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Control_NotAStore_SaysSo()
    {
        _cloakroom.Directory.Write("edge.db", new string('x', 10_000));

        (await _cloakroom.RunAsync(["status", .. Data])).ShouldBe(ExitCode.Failure);

        _cloakroom.Error.ShouldContain("is not a SQLite database");
        _cloakroom.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Control_ByConfigurationOrEnvironment_FindsTheStore()
    {
        await using (await OpenAsync())
        {
        }

        // What else is wrong there does not keep anybody from ending sessions.
        var config = _cloakroom.Directory.Write("edge.json", $$"""{ "store": { "directory": {{JsonSerializer.Serialize(_cloakroom.Directory.Path)}} }, "upstreams": [1], "nonsense": true }""");
        (await _cloakroom.RunAsync("status", "--config", config)).ShouldBe(ExitCode.Success, _cloakroom.Error);

        _cloakroom.Environment["CLOAKROOM_EDGE_STORE__DIRECTORY"] = _cloakroom.Directory.Path;
        (await _cloakroom.RunAsync("status")).ShouldBe(ExitCode.Success, _cloakroom.Error);
    }

    [Theory]
    [InlineData("{ not json", "not JSON")]
    [InlineData("{ \"store\": { \"inMemory\": true } }", "keeps nothing")]
    public async Task Control_ConfigurationThatNamesNoStore_SaysSo(string content, string expected)
    {
        var config = _cloakroom.Directory.Write("edge.json", content);

        (await _cloakroom.RunAsync("status", "--config", config)).ShouldBe(ExitCode.Failure);

        _cloakroom.Error.ShouldContain(expected);
    }

    [Fact]
    public async Task Status_FreshStore_IsAsExpected()
    {
        await using var store = await OpenAsync();

        (await _cloakroom.RunAsync(["status", .. Data])).ShouldBe(ExitCode.Success);

        Expect("status-fresh.txt");
    }

    [Fact]
    public async Task Status_InUse_IsAsExpected()
    {
        await using var store = await OpenAsync();
        await FillAsync(store);

        (await _cloakroom.RunAsync(["status", .. Data])).ShouldBe(ExitCode.Success);
        Expect("status.txt");

        (await _cloakroom.RunAsync(["status", "--format", "json", .. Data])).ShouldBe(ExitCode.Success);
        Expect("status.json");
    }

    [Fact]
    public async Task Status_AlertThatDidNotArriveAndARateOutOfTheUsual_TellsWhereToLook()
    {
        await using var store = await OpenAsync();
        await store.OpenIncidentAsync(PublicId.Create(), Now, new IncidentOpening(Now, Now, "bob", "a call"), Ct);
        var alert = (await store.LeaseAlertsAsync(new AlertLease("ops", "t1", Now, Now.AddMinutes(1), 10), Ct)).ShouldHaveSingleItem();
        await store.SettleAlertAsync(new AlertSettlement("ops", alert.Event.Id, "t1", AlertState.Dead, Now, Now, "410 Gone"), Ct);
        await store.AppendRateNoticeAsync(
            new RateNotice { Id = "1", Signal = RateSignal.SignOuts, Node = "web1", At = Now.AddMinutes(-1), Window = new(40, 1_000), Past = new(120, 24_000), Expected = 5.02 }, Ct);

        (await _cloakroom.RunAsync(["status", .. Data])).ShouldBe(ExitCode.Success);

        _cloakroom.Out.ShouldStartWith("WRONG: 1 incident is open; 1 alert did not arrive.");
        _cloakroom.Out.ShouldContain("1 alert given up since yesterday: cloakroom alert list");
        _cloakroom.Out.ShouldContain("1 notice of rates out of the usual since yesterday: cloakroom rates");
    }

    [Fact]
    public async Task History_AfterChanges_IsAsExpected()
    {
        await using var store = await OpenAsync();
        await FillAsync(store);

        (await _cloakroom.RunAsync(["history", "--last", "2", .. Data])).ShouldBe(ExitCode.Success);
        Expect("history.txt");

        (await _cloakroom.RunAsync(["history", "--last", "2", "--format", "json", .. Data])).ShouldBe(ExitCode.Success);
        Expect("history.json");
    }

    [Fact]
    public async Task Mixups_InTheJournal_AreAsExpected()
    {
        await using var store = await OpenAsync();
        await FillAsync(store);

        (await _cloakroom.RunAsync(["mixups", "--last", "2", .. Data])).ShouldBe(ExitCode.Success);
        Expect("mixups.txt");
        _cloakroom.Out.ShouldNotContain('\u001b');

        (await _cloakroom.RunAsync(["mixups", "--last", "1", "--format", "json", .. Data])).ShouldBe(ExitCode.Success);
        Expect("mixups.json");
    }

    [Fact]
    public async Task ReadOnly_NoNodeIsRunning_IsSetAndSaysSo()
    {
        await using var store = await OpenAsync();

        (await _cloakroom.RunAsync(["read-only", "--reason", "a leak", .. Data])).ShouldBe(ExitCode.Success);

        (await store.ReadEdgeControlAsync(0, Ct)).Mode.ShouldBe(new ModeState(CloakroomMode.ReadOnly, "ann@test", "a leak", Now));
        Expect("mode-no-node.txt");
    }

    [Fact]
    public async Task Revoke_SubjectAtEdges_SaysThatTheyKnowNone()
    {
        await using var store = await OpenAsync();
        await AsEdgesAsync(store);

        (await _cloakroom.RunAsync(["revoke", "--subject", "alice", "--reason", "a leak", .. Data])).ShouldBe(ExitCode.Failure);

        _cloakroom.Error.ShouldContain("edges, which know no subjects: nothing was ended");
        (await store.ReadHistoryAsync(1, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Revoke_IdThatNobodyHas_SaysSo()
    {
        await using var store = await OpenAsync();

        (await _cloakroom.RunAsync(["revoke", "--session", Value(1).ToString(), "--reason", "a leak", .. Data])).ShouldBe(ExitCode.Failure);

        _cloakroom.Error.ShouldContain($"no session of that id is in the store: {Value(1)}");
        (await store.ReadHistoryAsync(1, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Forget_SilentNode_IsTakenOutAndAudited()
    {
        await using var store = await OpenAsync();
        await store.WriteNodeAsync(new Node(NodeKind.Application, "dead", "web3 Shop (12)", Now, Now.AddSeconds(-6), 0, Now), Ct);
        await store.WriteNodeAsync(new Node(NodeKind.Application, "live", "web4 Shop (12)", Now, Now.AddSeconds(-1), long.MaxValue, Now), Ct);

        (await _cloakroom.RunAsync(["forget", "dead", "--reason", "killed", .. Data])).ShouldBe(ExitCode.Success, _cloakroom.Error);
        (await _cloakroom.RunAsync(["forget", "dead", "--reason", "killed", .. Data])).ShouldBe(ExitCode.Failure);
        _cloakroom.Error.ShouldContain("no node of that id");
        (await _cloakroom.RunAsync(["forget", "live", "--reason", "killed", .. Data])).ShouldBe(ExitCode.Failure);
        _cloakroom.Error.ShouldContain("is alive");

        (await store.ReadNodesAsync(Ct)).ShouldHaveSingleItem().Id.ShouldBe("live");
        (await store.ReadHistoryAsync(9, Ct)).ShouldHaveSingleItem().Action.ShouldBe("forget node web3 Shop (12)");
    }

    [Fact]
    public async Task Revoke_ByTag_EndsThoseTagsAndIsAudited()
    {
        await using var store = await OpenAsync();
        await AsEdgesAsync(store);
        string[] tags = ["--session", Value(1).ToString(), "--session", Value(2).ToString(), "--binding", $"binding:{Binding(3)}"];

        (await _cloakroom.RunAsync(["revoke", .. tags, "--reason", "a leak", .. Data])).ShouldBe(ExitCode.Success, _cloakroom.Error);

        (await store.ReadEdgeControlAsync(0, Ct)).Epochs.Select(epoch => epoch.Tag).Order()
            .ShouldBe(new[] { Value(1).Bits, Value(2).Bits, Binding(3).Bits }.Order());
        (await store.ReadHistoryAsync(1, Ct)).ShouldHaveSingleItem()
            .ShouldBe(new ControlEntry(Now, $"revoke session {Value(1)}, session {Value(2)}, binding {Binding(3)}", "ann@test", "a leak"));
    }

    [Theory]
    [InlineData("-hAAAAAAAAEAAAAAAAAAAQ")]
    [InlineData("--AAAAAAAAEAAAAAAAAAAQ")]
    [InlineData("_-AAAAAAAAEAAAAAAAAAAQ")]
    public async Task Revoke_TagThatLooksLikeAnOption_IsATag(string tag)
    {
        await using var store = await OpenAsync();
        await AsEdgesAsync(store);

        (await _cloakroom.RunAsync(["revoke", "--session", tag, "--reason", "a leak", .. Data])).ShouldBe(ExitCode.Success, _cloakroom.Error);

        Cloakroom.Edge.Sealing.Tag.OfBits((await store.ReadEdgeControlAsync(0, Ct)).Epochs.Single().Tag).ToString().ShouldBe(tag);
    }

    [Fact]
    public async Task Revoke_All_EndsEverything()
    {
        await using var store = await OpenAsync();

        (await _cloakroom.RunAsync(["revoke", "--all", "--reason", "a leak", "--format", "json", .. Data])).ShouldBe(ExitCode.Success, _cloakroom.Error);

        var control = await store.ReadEdgeControlAsync(0, Ct);
        control.AllEpoch.ShouldBe(control.Revision);
        using var document = JsonDocument.Parse(_cloakroom.Out);
        document.RootElement.GetProperty("revisions").GetProperty("edge").GetInt64().ShouldBe(control.Revision);
        document.RootElement.GetProperty("inForce").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task SigninClose_EdgesAreRunning_TellsWhenItIsInForceOnEach()
    {
        using var cloakroom = new CommandHarness(ControlCommands.Create);
        await using var one = await EdgeStoreHost.StartAsync(_cloakroom.Directory.Path, "http://127.0.0.1:1111");
        await using var other = await EdgeStoreHost.StartAsync(_cloakroom.Directory.Path, "http://127.0.0.1:2222");
        await Eventually.TrueAsync(async () => (await one.Get<IEdgeStore>().ReadNodesAsync(Ct)).Count == 2);

        (await cloakroom.RunAsync(["signin", "close", "--reason", "a leak", "--wait", "60", .. Data])).ShouldBe(ExitCode.Success, cloakroom.Error);

        one.Control.View.Mode.Mode.ShouldBe(CloakroomMode.SignInClosed);
        other.Control.View.Mode.Mode.ShouldBe(CloakroomMode.SignInClosed);
        cloakroom.Out.ShouldMatch($@"\ADone, durably: mode sign-in-closed\.\n  {Environment.MachineName} http://127\.0\.0\.1:1111: in force after \d+ ms\n  {Environment.MachineName} http://127\.0\.0\.1:2222: in force after \d+ ms\n\z");

        (await cloakroom.RunAsync(["revoke", "--all", "--reason", "a leak", "--wait", "60", "--format", "json", .. Data])).ShouldBe(ExitCode.Success, cloakroom.Error);

        one.Control.View.IsRevoked(one.Control.View.Revision - 1, Binding(1), Value(1)).ShouldBeTrue();
        using var document = JsonDocument.Parse(cloakroom.Out);
        document.RootElement.GetProperty("nodes").EnumerateArray().Select(edge => edge.GetProperty("inForceAfterMs").GetInt64()).ShouldAllBe(ms => ms >= 0);
    }

    [Fact]
    public async Task Lockdown_AnEdgeDoesNotFollow_NamesItAndFails()
    {
        // The command's time passes only once the edge that follows has told so, and is behind that of the edge, which so never seems silent.
        var clock = new ManualClock();
        clock.Step(TimeProvider.System.GetUtcNow().AddMinutes(-1) - clock.GetUtcNow());
        using var cloakroom = new CommandHarness(ControlCommands.Create, clock);
        await using var follows = await EdgeStoreHost.StartAsync(_cloakroom.Directory.Path, "http://127.0.0.1:1111");
        var store = follows.Get<IEdgeStore>();
        var now = TimeProvider.System.GetUtcNow().TruncateToMilliseconds();
        await store.WriteNodeAsync(new Node(NodeKind.Edge, "stuck", "stuck http://127.0.0.1:2222", now, now, 0, now), Ct);
        await store.WriteNodeAsync(new Node(NodeKind.Edge, "gone", "gone http://127.0.0.1:3333", now, cloakroom.Now.AddSeconds(-6), 0, now), Ct);
        await Eventually.TrueAsync(async () => (await store.ReadNodesAsync(Ct)).Count == 3);

        var command = cloakroom.RunAsync(["lockdown", "--reason", "a leak", "--wait", "3", .. Data]);
        await Eventually.TrueAsync(async () =>
            follows.Control.View.Mode.Mode == CloakroomMode.Closed
            && (await store.ReadNodesAsync(Ct)).Single(node => node.Name.EndsWith(":1111", StringComparison.Ordinal)).Revision >= follows.Control.View.Revision);
        (await command.WithWaitsPassing(clock, TimeSpan.FromMilliseconds(50))).ShouldBe(ExitCode.Failure);

        cloakroom.Error.ShouldStartWith("cloakroom: stuck http://127.0.0.1:2222 has not put it in force within 3 s");
        cloakroom.Error.ShouldContain("An edge that cannot reach the store goes on with what it last knew: stop it if it runs.");
        cloakroom.Out.ShouldContain("stuck http://127.0.0.1:2222: NOT KNOWN to be in force");
        cloakroom.Out.ShouldContain("http://127.0.0.1:1111: in force after");
        cloakroom.Out.ShouldMatch(@"gone http://127\.0\.0\.1:3333: SILENT for \d+\.\d s already, not waited for");
        cloakroom.Error.ShouldNotContain("gone");
    }

    private void Expect(string name) => Golden.ShouldBe(
        _cloakroom.Out, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Control", "Expectations", name)), name);

    private Task<SqliteStore> OpenAsync() => _cloakroom.OpenAsync("edge.db");

    /// <summary>As the first edge leaves it.</summary>
    private static async Task AsEdgesAsync(SqliteStore store) => await store.AddSecretAsync("tags", [1], Ct);

    private async Task FillAsync(SqliteStore store)
    {
        for (var i = 0; i < 1_234; i++) await store.TryIssueAsync(new Issue((UInt128)i, 1, null, Now), Ct);
        await store.RevokeTagsAsync([Value(1).Bits, Binding(1).Bits], new ControlEntry(Now.AddHours(-2), $"revoke session {Value(1)}", "bob@web1", "reported"), Ct);
        await store.AdvanceEpochAsync(EpochScope.All, null, new ControlEntry(Now.AddHours(-1), "revoke all", "ann@web1", "drill \u001b[31m"), Ct);
        await store.SetModeAsync(new ModeState(CloakroomMode.SignInClosed, "ann@web1", "a leak", Now.AddMinutes(-1)), Ct);
        await store.RevokeTagsAsync([Value(2).Bits], new ControlEntry(Now, $"revoke session {Value(2)}", "bob@web1", "reported"), Ct);
        var revision = (await store.ReadEdgeControlAsync(0, Ct)).Revision;
        await store.WriteNodeAsync(new Node(NodeKind.Edge, "a", "web1 http://127.0.0.1:8080", Now.AddDays(-1), Now.AddMilliseconds(-400), revision, Now), Ct);
        await store.WriteNodeAsync(new Node(NodeKind.Edge, "b", "web2 http://127.0.0.1:8080", Now.AddDays(-1), Now.AddSeconds(-1), revision - 1, Now), Ct);
        await store.WriteNodeAsync(new Node(NodeKind.Edge, "c", "web3 http://127.0.0.1:8080", Now.AddDays(-1), Now.AddSeconds(-17.25), revision, Now), Ct);
        await store.WriteNodeAsync(new Node(NodeKind.Application, "d", "web4 Shop (4711)", Now.AddDays(-1), Now.AddMilliseconds(-700), 1_000_000, Now)
        {
            Canary = new CanaryRun(CanaryResult.Wrong, Now.AddSeconds(-4)),
            MixupsLost = 1,
            UsesLost = 1_200,
        }, Ct);
        for (var i = 0; i < 3; i++)
        {
            await store.AppendMixupAsync(new Mixup
            {
                Id = $"mixup-{i}",
                Kind = i == 1 ? MixupKind.DuplicateIssue : MixupKind.ForeignBinding,
                At = Now.AddSeconds(i),
                Disposition = i == 1 ? MixupDisposition.Exposed : MixupDisposition.Blocked,
                Owner = new MixupParty($"binding:{Binding(1)}", Value(1).ToString()),
                Presenter = i == 1 ? new MixupParty($"binding:{Binding(2)}", null) : MixupParty.Unknown,
                Route = i == 1 ? "" : "/account\u001b[2J",
                Node = "web1",
                Detail = "A sealed cookie arrived with another binding.",
            }, Ct);
        }
    }
}
