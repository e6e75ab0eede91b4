using Cloakroom.Cli;
using Cloakroom.Cli.Control;
using Cloakroom.Cli.Impact;
using Cloakroom.Cli.Incident;
using Cloakroom.Control;
using Cloakroom.Edge.Tests.Cli;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;

namespace Cloakroom.Edge.Tests.Incident;

/// <summary><c>cloakroom incident</c> and <c>cloakroom impact --incident</c> on a store with an incident.</summary>
public sealed class IncidentCommandTests : IAsyncLifetime
{
    // One that a command line could take for an option.
    private const string Id = "-h345678901234567890AB";

    private readonly ManualClock _clock = new();
    private readonly CommandHarness _run;

    public IncidentCommandTests() =>
        _run = new CommandHarness(static setting => [IncidentCommand.Create(setting), ImpactCommand.Create(setting), .. ControlCommands.Create(setting)], _clock);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _run.Now;

    public async ValueTask InitializeAsync()
    {
        await AppendAsync(Id, 0);
        await AppendAsync("2", 4, MixupDisposition.Blocked);
        await using var store = await _run.OpenAsync();
        await store.SetModeAsync(new ModeState(CloakroomMode.SignInClosed, "bob@web1", "a leak", Now.AddMinutes(2)), Ct);
        await store.SetModeAsync(new ModeState(CloakroomMode.Open, "bob@web1", "long before", Now.AddMinutes(-2)), Ct);
        _clock.Advance(TimeSpan.FromMinutes(10));
    }

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task List_AsTextAndJson_TellsEachWithItsFigures()
    {
        var at = Now.AddMinutes(-10);
        (await RunAsync("incident", "list")).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldBe($"{Id}  OPEN, foreign-binding, {at:yyyy-MM-dd HH:mm:ss}Z to {at.AddMinutes(4):yyyy-MM-dd HH:mm:ss}Z, 2 mix-ups, 1 exposed\n");

        (await RunAsync("incident", "list", "--format", "json")).ShouldBe(ExitCode.Success);
        var incident = _run.Json.GetProperty("incidents").EnumerateArray().ShouldHaveSingleItem();
        incident.GetProperty("id").GetString().ShouldBe(Id);
        incident.GetProperty("status").GetString().ShouldBe("Open");
        incident.GetProperty("mixups").GetInt32().ShouldBe(2);
        incident.GetProperty("cause").GetProperty("kind").GetString().ShouldBe("foreign-binding");
    }

    [Fact]
    public async Task List_NothingThere_SaysSo()
    {
        await using (await _run.OpenAsync("empty.db"))
        {
        }

        (await RunOnAsync("empty.db", "incident", "list")).ShouldBe(ExitCode.Success, _run.Error);

        _run.Out.ShouldBe("No incident is in the store.\n");
    }

    [Fact]
    public async Task Report_WhileOpen_HasFiguresTimelinePairsAndTheClock()
    {
        (await RunAsync("incident", "note", Id, "--text", "the <script>CDN</script> | was *it*")).ShouldBe(ExitCode.Success, _run.Error);

        (await RunAsync("incident", "report", Id)).ShouldBe(ExitCode.Success, _run.Error);

        var report = _run.Out;
        var start = Now.AddMinutes(-10);
        report.ShouldStartWith($"# Incident {Id}\n");
        report.ShouldContain("- **What:** foreign-binding, first on `/me`, seen by `web1`; recorded: 2 mix-ups; something was served in 1.");
        report.ShouldContain("**It is still open.**");
        report.ShouldContain("- **Exposed:** 1 session, to 1 other, in 1 request, 0 of which may have written something.");
        report.ShouldContain($"| {start.AddMinutes(2):yyyy-MM-dd HH:mm:ss}Z | change: mode SignInClosed: a leak | bob@web1 |");
        report.ShouldContain("note: the \\<script\\>CDN\\</script\\> \\| was \\*it\\* | ann@test |");
        report.ShouldContain($"- **72 hours end:** {start.AddHours(72):yyyy-MM-dd HH:mm:ss}Z, in 71 hours.");
        report.ShouldNotContain("<script>");
    }

    [Fact]
    public async Task Report_AfterThreeDays_SaysThatTheClockHasRunOut()
    {
        _clock.Advance(TimeSpan.FromHours(80));

        (await RunAsync("incident", "report", Id)).ShouldBe(ExitCode.Success, _run.Error);

        _run.Out.ShouldContain("**8 hours ago**");
    }

    [Fact]
    public async Task Show_AfterNoteAndClosing_HasTheTimelineInOrderAndTheImpact()
    {
        (await RunAsync("incident", "note", Id, "--text", "the CDN, it \u202e was")).ShouldBe(ExitCode.Success, _run.Error);
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await RunAsync("incident", "close", Id, "--reason", "rule fixed")).ShouldBe(ExitCode.Success, _run.Error);

        (await RunAsync("incident", "show", Id)).ShouldBe(ExitCode.Success, _run.Error);

        var start = Now.AddMinutes(-11);
        string At(int minutes) => $"{start.AddMinutes(minutes):yyyy-MM-dd HH:mm:ss}Z";
        _run.Out.ShouldBe(
            $"""
            Incident {Id}
              closed, foreign-binding, {At(0)} to {At(4)}, 2 mix-ups, 1 exposed
              It began with foreign-binding on /me, seen by web1.
            Timeline
              {At(0)}  first mix-up: foreign-binding
              {At(0)}  opened by a mix-up
              {At(2)}  changed by bob@web1: mode SignInClosed: a leak
              {At(4)}  last mix-up
              {At(10)}  note by ann@test: the CDN, it � was
              {At(11)}  closed by ann@test: rule fixed
            Impact
              From {At(0)} to {At(5)}: 0 sessions in use, 0 requests.
              Exposed   1 session, to 1 other, in 1 request, 0 of which may have written something
              Blocked   nothing
              Possible  nothing else is known
              Who it was: cloakroom impact --incident {Id}

            """.ReplaceLineEndings("\n"));

        (await RunAsync("incident", "show", Id, "--format", "json")).ShouldBe(ExitCode.Success);
        _run.Json.GetProperty("timeline").EnumerateArray().Select(happened => happened.GetProperty("what").GetString())
            .ShouldBe(["first-mixup", "opened", "change", "last-mixup", "note", "closed"]);
        _run.Json.GetProperty("impact").GetProperty("exposedSessions").GetInt32().ShouldBe(1);
        _run.Json.GetProperty("incident").GetProperty("closing").GetProperty("by").GetString().ShouldBe("ann@test");
        _run.Json.GetProperty("notes").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Close_Twice_SaysWhoWasFirst()
    {
        await RunAsync("incident", "close", Id, "--reason", "fixed");

        (await RunAsync("incident", "close", Id, "--reason", "again")).ShouldBe(ExitCode.Failure);

        _run.Error.ShouldContain($"{Id}: closed already, {Now:yyyy-MM-dd HH:mm:ss}Z, by ann@test. Add to it with: cloakroom incident note.");
    }

    [Fact]
    public async Task Open_ByHand_IsThereWithWhoAndWhy()
    {
        (await RunAsync("incident", "open", "--from", "2026-03-01T09:15", "--to", "2026-03-01T10:00+01:00", "--reason", "x")).ShouldBe(ExitCode.Usage);
        _run.Error.ShouldContain("--from is later than --to.");
        (await RunAsync("incident", "open", "--from", "2000-01-01", "--to", "2000-01-02", "--reason", "a user wrote in", "--format", "json")).ShouldBe(ExitCode.Success, _run.Error);
        var id = _run.Json.GetProperty("incident").GetProperty("id").GetString()!;
        id.Length.ShouldBe(22);

        (await RunAsync("incident", "show", id)).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldContain("OPEN, opened by hand, 2000-01-01 00:00:00Z to 2000-01-02 00:00:00Z, 0 mix-ups, 0 exposed");
        _run.Out.ShouldContain("opened by ann@test: a user wrote in");
    }

    [Fact]
    public async Task Contain_DryRunThenForGood_EndsWhatTheIncidentIsAboutAndWritesItDown()
    {
        await using (var store = await _run.OpenAsync())
        {
            await store.CreateAsync(SampleRecords.Create(1), SessionCreation.Plain, Ct);
            await store.CreateAsync(SampleRecords.Create(2), SessionCreation.Plain, Ct);
        }

        await AppendAsync("3", -10, owner: SampleRecords.Id(1));

        (await RunAsync("incident", "contain", Id, "--dry-run")).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldBe("Nothing was changed. It would end 1 session.\n  1 session of the incident had ended before.\n");
        (await RunAsync("incident", "contain", Id, "--reason", "a leak")).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldStartWith("Done, durably: 1 session ended. Within a second that is in force wherever the store is in use.\n");
        (await RunAsync("incident", "contain", Id, "--reason", "again")).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldBe("Nothing was left to end; nothing was changed.\n  2 sessions of the incident had ended before.\n");
        await using (var store = await _run.OpenAsync())
        {
            await store.WriteNodeAsync(new Node(NodeKind.Application, "late", "web1 Shop (12)", Now, Now, 0, Now), Ct);
        }

        (await RunAsync("incident", "contain", Id, "--reason", "again", "--wait", "1").WithWaitsPassing(_clock, TimeSpan.FromMilliseconds(50))).ShouldBe(ExitCode.Failure);
        _run.Error.ShouldContain("web1 Shop (12) has not put it in force within 1 s");
        await using (var store = await _run.OpenAsync())
        {
            await store.RemoveNodeAsync("late", Ct);
        }

        (await RunAsync("revoke", "--incident", Id, "--reason", "a leak", "--format", "json")).ShouldBe(ExitCode.Success, _run.Error);
        (_run.Json.GetProperty("ended").GetInt32(), _run.Json.GetProperty("alreadyOver").GetInt32(), _run.Json.GetProperty("inForce").GetBoolean()).ShouldBe((0, 2, true));

        await using (var store = await _run.OpenAsync())
        {
            (await store.ReadAsync(SampleRecords.Key(1), Ct))!.Record.Status.ShouldBe(RecordStatus.Revoked);
            (await store.ReadAsync(SampleRecords.Key(2), Ct))!.Record.Status.ShouldBe(RecordStatus.Live);
        }

        (await RunAsync("incident", "show", Id)).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldContain($"changed by ann@test: contain incident {Id}, sessions ended: 1: a leak");
    }

    [Fact]
    public async Task Show_WithPolicies_TellsWhatTheyDidAndWouldHaveDoneWithTheirCounts()
    {
        await using (var store = await _run.OpenAsync())
        {
            var action = new PolicyAction
            {
                IncidentId = Id,
                Policy = Policy.CloseSignIn,
                HasActed = false,
                At = Now.AddMinutes(-9),
                Node = "web1",
                Owners = 1,
                ExposedOwners = 1,
                Threshold = "1 exposed",
            };
            (await store.AddPolicyActionAsync(action, Ct)).ShouldBeTrue();
            (await store.AddPolicyActionAsync(action with { Policy = Policy.Close, HasActed = true }, Ct)).ShouldBeTrue();
            var another = (await store.AppendMixupAsync(OfOtherKind(), Ct)).IncidentId!;
            (await store.AddPolicyActionAsync(action with { IncidentId = another, Policy = Policy.Quarantine, HasActed = true }, Ct)).ShouldBeTrue();
        }

        (await RunAsync("incident", "show", Id)).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldContain($"observed by cloakroom policy close-sign-in@web1: would have acted: close-sign-in: incident {Id}: 1 exposed, 1 involved; threshold 1 exposed\n");
        _run.Out.ShouldContain($"changed by cloakroom policy close@web1: mode Closed: incident {Id}: 1 exposed, 1 involved; threshold 1 exposed\n");
        _run.Out.ShouldNotContain("quarantine");

        (await RunAsync("incident", "show", Id, "--format", "json")).ShouldBe(ExitCode.Success, _run.Error);
        _run.Json.GetProperty("policies").EnumerateArray().Select(done => done.GetProperty("policy").GetString()).ShouldBe(["close-sign-in", "close"]);
        _run.Json.GetProperty("incident").GetProperty("exposedOwners").GetInt32().ShouldBe(1);
        (await RunAsync("incident", "report", Id)).ShouldBe(ExitCode.Success, _run.Error);
        var measures = _run.Out[_run.Out.IndexOf("(d) Measures", StringComparison.Ordinal)..];
        measures.ShouldContain("mode Closed");
        measures.ShouldNotContain("would have acted");
    }

    [Fact]
    public async Task Impact_OfAnIncident_IsThatOfItsInterval()
    {
        await RunAsync("impact", "--from", $"{Now.AddMinutes(-10):O}", "--to", $"{Now.AddMinutes(-5):O}");
        var expected = _run.Out;

        (await RunAsync("impact", "--incident", Id)).ShouldBe(ExitCode.Success, _run.Error);

        _run.Out.ShouldBe(expected);
        expected.ShouldContain("alice session:a -> bob session:b");
    }

    [Theory]
    [InlineData("incident show", ExitCode.Usage, "show")]
    [InlineData("incident show AAAAAAAAAAEAAAAAAAAAAQ", ExitCode.Failure, "AAAAAAAAAAEAAAAAAAAAAQ: no incident of that id is in the store. See those that are: cloakroom incident list.")]
    [InlineData("incident note AAAAAAAAAAEAAAAAAAAAAQ --text x", ExitCode.Failure, "no incident of that id")]
    [InlineData("incident close AAAAAAAAAAEAAAAAAAAAAQ --reason x", ExitCode.Failure, "no incident of that id")]
    [InlineData("incident note A", ExitCode.Usage, "note: say what: --text TEXT.")]
    [InlineData("incident note A --text |", ExitCode.Usage, "--text: give one line of text, at most 2000 characters.")]
    [InlineData("incident close A", ExitCode.Usage, "close: say why: --reason TEXT.")]
    [InlineData("incident contain AAAAAAAAAAEAAAAAAAAAAQ --reason x", ExitCode.Failure, "no incident of that id")]
    [InlineData("incident contain A", ExitCode.Usage, "contain: say why: --reason TEXT. Or look first: --dry-run.")]
    [InlineData("incident open --reason x", ExitCode.Usage, "open: say from when on: --from 2026-03-01T09:15.")]
    [InlineData("incident open --from 2026-03-01", ExitCode.Usage, "open: say why: --reason TEXT.")]
    [InlineData("incident open --from yesterday --reason x", ExitCode.Usage, "--from yesterday: not understood; give a time such as 2026-03-01T09:15")]
    [InlineData("incident open --from 2026-03-01 --to tomorrow --reason x", ExitCode.Usage, "--to tomorrow: not understood; give a time such as 2026-03-01T09:15")]
    [InlineData("impact --from yesterday --to 2026-03-01", ExitCode.Usage, "--from yesterday: not understood; give a time such as 2026-03-01T09:15")]
    [InlineData("incident open --from 2999-01-01 --reason x", ExitCode.Usage, "--from is later than now.")]
    [InlineData("incident list --last 0", ExitCode.Usage, "--last 0: not understood; give a whole number from 1 to 10000.")]
    [InlineData("incident list --format xml", ExitCode.Usage, "--format xml: not understood; give text or json.")]
    [InlineData("incident list --data b", ExitCode.Usage, "--store, --data and --config: give one of them.")]
    [InlineData("impact --incident A --from 2026-03-01", ExitCode.Usage, "--incident has an interval of its own; leave out --from and --to.")]
    [InlineData("impact --incident A", ExitCode.Failure, "A: no incident of that id is in the store.")]
    public async Task Incident_WithBadInput_NamesThePlaceAndTheRemedy(string arguments, int exitCode, string expected)
    {
        (await RunAsync([.. arguments.Split(' ').Select(argument => argument == "|" ? " " : argument)])).ShouldBe(exitCode, _run.Error);

        _run.Error.ShouldContain(expected);
        _run.Error.ShouldNotContain("   at ");
        _run.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task Incident_NoStoreThere_NamesTheFile()
    {
        (await RunOnAsync("missing.db", "incident", "list")).ShouldBe(ExitCode.Failure);

        _run.Error.ShouldContain($"{_run.Directory.At("missing.db")}: there is no such file.");
        File.Exists(_run.Directory.At("missing.db")).ShouldBeFalse();
    }

    private Task<int> RunAsync(params string[] args) => _run.OnStoreAsync(args);

    private Task<int> RunOnAsync(string file, params string[] args) => _run.RunAsync([.. args, "--store", _run.Directory.At(file)]);

    private Mixup OfOtherKind() => new() { Id = PublicId.Create(), Kind = MixupKind.CrossFlow, At = Now.AddMinutes(-9), Disposition = MixupDisposition.Exposed, Owner = new MixupParty("x", "y") };

    private Task<string> AppendAsync(string id, int minutes, MixupDisposition disposition = MixupDisposition.Exposed, string owner = "a") =>
        _run.AppendAsync(id, new MixupParty("alice", owner), new MixupParty("bob", "b"), minutes, disposition);
}
