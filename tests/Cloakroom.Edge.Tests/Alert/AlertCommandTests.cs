using Cloakroom.Alerts;
using Cloakroom.Cli;
using Cloakroom.Cli.Alert;
using Cloakroom.Control;
using Cloakroom.Edge.Tests.Cli;
using Cloakroom.Journal;
using Cloakroom.Tests.Alerts;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Alert;

/// <summary><c>cloakroom alert</c>.</summary>
public sealed class AlertCommandTests : IAsyncLifetime
{
    private readonly CommandHarness _run = new(static setting => [AlertCommand.Create(setting)], new ManualClock());
    private WebhookReceiver _receiver = null!;
    private string _incident = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _incident = await _run.AppendAsync("mixup-0000000000000001", new MixupParty("alice", "a"), new MixupParty("bob", "b"));
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _run.Dispose();
    }

    [Fact]
    public async Task List_NobodyConfigured_SaysSo()
    {
        (await _run.OnStoreAsync("alert", "list")).ShouldBe(ExitCode.Success, _run.Error);

        _run.Out.ShouldBe("No process with this store has destinations for alerts (docs/alerts.md).\n");
    }

    [Fact]
    public async Task ListAndRetry_OfADeadOne_TellItsAnswerAndSendItAgain()
    {
        await KillAsync();

        (await _run.OnStoreAsync("alert", "list")).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldBe($"""
            ops: 0 delivered, 0 pending, 1 dead
              {_run.Now:yyyy-MM-dd HH:mm:ss}Z  ops  dead  opened {_incident}, 1 attempt: 410 Gone
            Send the dead ones again: cloakroom alert retry --reason TEXT

            """.ReplaceLineEndings("\n"));
        (await _run.OnStoreAsync("alert", "list", "--state", "delivered", "--format", "json")).ShouldBe(ExitCode.Success, _run.Error);
        _run.Json.GetProperty("alerts").GetArrayLength().ShouldBe(0);
        _run.Json.GetProperty("destinations")[0].GetProperty("dead").GetInt32().ShouldBe(1);

        (await _run.OnStoreAsync("alert", "retry", "--to", "mail", "--reason", "x")).ShouldBe(ExitCode.Success);
        _run.Out.ShouldBe("Nothing was given up, so nothing is sent again.\n");
        (await _run.OnStoreAsync("alert", "retry", "--to", "ops", "--reason", "the receiver is back")).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldBe("Done, durably: 1 alert will be sent again by a process that runs.\n");

        (await _run.WithStoreAsync(async store => (await store.ReadHistoryAsync(1, Ct))[0])).ShouldBe(new ControlEntry(_run.Now, "alert retry to ops", "ann@test", "the receiver is back"));
        (await _run.OnStoreAsync("alert", "list", "--state", "pending", "--format", "json")).ShouldBe(ExitCode.Success);
        _run.Json.GetProperty("alerts")[0].GetProperty("state").GetString().ShouldBe("pending");
    }

    [Fact]
    public async Task Test_WithEachKind_SaysWhatEachAnswered()
    {
        await using var mail = new MailServer();
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = context.Request.Path.StartsWithSegments("/slack") ? 403 : 200;
            return Task.CompletedTask;
        };
        var config = Config($$"""
            { "name": "ops", "url": "{{_receiver.Url}}/secret-path", "secretFile": "{{_run.Directory.Write("key", AlertSamples.Secret)}}" },
            { "name": "am", "kind": "Alertmanager", "url": "{{_receiver.Url}}" },
            { "name": "chat", "kind": "Slack", "urlFile": "{{_run.Directory.Write("slack", _receiver.Url + "/slack/T0/B0/x")}}" },
            { "name": "mail", "kind": "Email", "mail": { "host": "127.0.0.1", "port": {{mail.Port}}, "security": "None", "from": "alerts@example.com", "to": [ "ops@example.com" ] } }
            """);

        (await _run.RunAsync("alert", "test", "--config", config)).ShouldBe(ExitCode.Failure, _run.Error);

        _run.Out.ReplaceLineEndings("\n").Split('\n').ShouldBe(
        [
            "ops: delivered, 200 OK (0 ms)",
            "am: delivered, 200 OK (0 ms)",
            "chat: NOT delivered, 403 Forbidden (0 ms)",
            "mail: delivered, 250 2.0.0 taken (0 ms)",
            "",
        ]);
        _receiver.Requests.Single(request => request.Path == "/secret-path").Json.GetProperty("type").GetString().ShouldBe("alert.test");
        _receiver.Requests.Single(request => request.Path == "/api/v2/alerts").Json[0].GetProperty("labels").GetProperty("alertname").GetString().ShouldBe("CloakroomTest");
        mail.Mails.Single().Header("Subject").ShouldBe("[Cloakroom shop] test: a test, nothing has happened");

        (await _run.RunAsync("alert", "test", "--config", config, "--to", "am", "--format", "json")).ShouldBe(ExitCode.Success, _run.Error);
        _run.Json.GetProperty("destinations")[0].GetProperty("answer").GetString().ShouldBe("200 OK");
    }

    [Fact]
    public async Task Test_WithAnApplicationsSettings_TakesItsSectionAndVariables()
    {
        var settings = _run.Directory.Write("appsettings.json", """{ "Cloakroom": { "Alerts": { "Destinations": [ { "Name": "ops" } ] } } }""");
        _run.Environment["Cloakroom__Alerts__Destinations__0__Url"] = _receiver.Url;

        (await _run.RunAsync("alert", "test", "--settings", settings)).ShouldBe(ExitCode.Success, _run.Error);

        _run.Out.ShouldBe("ops: delivered, 200 OK (0 ms)\n");
    }

    [Theory]
    [InlineData("alert retry --store x", ExitCode.Usage, "retry: say why: --reason TEXT.")]
    [InlineData("alert list --state gone --store x", ExitCode.Usage, "--state gone: not understood; give pending, delivered, dead or muted.")]
    [InlineData("alert test --to nobody --config {config}", ExitCode.Failure, "--to nobody: there is no such destination. There are: ops.")]
    [InlineData("alert test --config {empty}", ExitCode.Failure, "The configuration has no destinations for alerts.")]
    [InlineData("alert test --config missing.json", ExitCode.Failure, "missing.json")]
    [InlineData("alert test --settings missing.json", ExitCode.Failure, "missing.json cannot be read as settings")]
    [InlineData("alert test --config {wrong}", ExitCode.Failure, "alerts.destinations[0].url: is plain http to example.com")]
    public async Task Alert_WithBadInput_NamesThePlaceAndTheRemedy(string arguments, int exitCode, string expected)
    {
        var line = arguments
            .Replace("{config}", Config($$"""{ "name": "ops", "url": "{{_receiver.Url}}" }"""), StringComparison.Ordinal)
            .Replace("{empty}", Config("", "empty.json"), StringComparison.Ordinal)
            .Replace("{wrong}", Config("""{ "name": "ops", "url": "http://example.com/secret" }""", "wrong.json"), StringComparison.Ordinal);

        (await _run.RunAsync(line.Split(' '))).ShouldBe(exitCode, _run.Error);

        _run.Error.ShouldContain(expected);
        _run.Error.ShouldNotContain("   at ");
        _run.Error.ShouldNotContain("/secret");
        _run.Out.ShouldBeEmpty();
    }

    private string Config(string destinations, string name = "edge.json") =>
        // Without cookies and upstreams, which are not what is tried.
        _run.Directory.Write(name, $$"""{ "alerts": { "service": "shop", "destinations": [ {{destinations}} ] } }""");

    private Task<bool> KillAsync() => _run.WithStoreAsync(async store =>
    {
        var leased = (await store.LeaseAlertsAsync(new AlertLease("ops", "t", _run.Now, _run.Now.AddMinutes(1), 1), Ct)).Single();
        return await store.SettleAlertAsync(new AlertSettlement("ops", leased.Event.Id, "t", AlertState.Dead, _run.Now, _run.Now, "410 Gone"), Ct);
    });
}
