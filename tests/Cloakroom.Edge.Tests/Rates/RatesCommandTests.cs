using System.Text.Json;
using Cloakroom.Cli;
using Cloakroom.Cli.Control;
using Cloakroom.Cli.Incident;
using Cloakroom.Cli.Rates;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Journal;
using Cloakroom.Rates;
using Cloakroom.Sqlite;
using Cloakroom.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace Cloakroom.Edge.Tests.Rates;

/// <summary><c>cloakroom rates</c>, and notices in <c>cloakroom incident show</c> and <c>report</c>.</summary>
public sealed class RatesCommandTests : IDisposable
{
    private const string Words = "40 sign-outs of 1,000 requests with a session (4 %) in 5 minutes, where about 5 were to be expected: before that it was 120 of 24,000 (0.5 %).";

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Start => new(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);

    public void Dispose()
    {
        _directory.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Rates_AsText_AreOneLineEachNewestFirst()
    {
        await FillAsync();

        (await RunAsync("rates")).ShouldBe(ExitCode.Success, _error.ToString());

        _out.ToString().ShouldBe(
            $"""
            2026-01-02 03:04:00Z  cookies-on-static on web�1: 40 static requests with a session cookie of 1,000 static requests (4 %) in 5 minutes, where hardly any were to be expected: before that it was 0 of 24,000 (0 %).
            2026-01-02 03:00:00Z  sign-outs on web1: {Words}

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Rates_AsJsonOfAnInterval_HaveTheirFigures()
    {
        await FillAsync();

        (await RunAsync("rates", "--from", "2026-01-02T02:00", "--to", "2026-01-02T03:01", "--format", "json")).ShouldBe(ExitCode.Success, _error.ToString());

        var notice = JsonDocument.Parse(_out.ToString()).RootElement.GetProperty("rates").EnumerateArray().ShouldHaveSingleItem();
        notice.GetProperty("signal").GetString().ShouldBe("sign-outs");
        notice.GetProperty("observed").GetInt64().ShouldBe(40);
        notice.GetProperty("of").GetInt64().ShouldBe(1_000);
        notice.GetProperty("pastObserved").GetInt64().ShouldBe(120);
        notice.GetProperty("words").GetString().ShouldBe(Words);
    }

    [Fact]
    public async Task Rates_Last_LimitsThem()
    {
        await FillAsync();

        (await RunAsync("rates", "--last", "1")).ShouldBe(ExitCode.Success, _error.ToString());

        _out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain("cookies-on-static");
    }

    [Fact]
    public async Task Rates_None_SaysSo()
    {
        await using (await OpenAsync())
        {
        }

        (await RunAsync("rates")).ShouldBe(ExitCode.Success, _error.ToString());

        _out.ToString().ShouldBe("No rate was out of the usual, as far as is recorded.\n");
    }

    [Theory]
    [InlineData("--from is later than --to.", "--from", "2026-01-03", "--to", "2026-01-02")]
    [InlineData("--from soon: not understood", "--from", "soon")]
    [InlineData("--last 0: ", "--last", "0")]
    public async Task Rates_BadOption_NamesIt(string expected, params string[] args)
    {
        (await RunAsync(["rates", .. args])).ShouldBe(ExitCode.Usage);

        _error.ToString().ShouldContain(expected);
        _out.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task IncidentShowAndReport_NoticesAboutThen_AreListedAndOthersNot()
    {
        await FillAsync();
        await using (var store = await OpenAsync())
        {
            await store.AppendMixupAsync(new Mixup { Id = "incident-1", Kind = MixupKind.ForeignBinding, At = Start.AddMinutes(18), Disposition = MixupDisposition.Blocked, Route = "/me", Node = "web1" }, Ct);
        }

        (await RunAsync("incident", "show", "incident-1")).ShouldBe(ExitCode.Success, _error.ToString());
        _out.ToString().ShouldContain("Rates out of the usual about then\n  2026-01-02 03:04:00Z  cookies-on-static");
        _out.ToString().ShouldNotContain("sign-outs on");

        (await RunAsync("incident", "show", "incident-1", "--format", "json")).ShouldBe(ExitCode.Success, _error.ToString());
        JsonDocument.Parse(_out.ToString()).RootElement.GetProperty("rates").GetArrayLength().ShouldBe(1);

        (await RunAsync("incident", "report", "incident-1")).ShouldBe(ExitCode.Success, _error.ToString());
        _out.ToString().ShouldContain("## Rates that were not as they had been");
        _out.ToString().ShouldContain("- 2026-01-02 03:04:00Z, cookies-on-static, `web");
    }

    private async Task FillAsync()
    {
        await using var store = await OpenAsync();
        await store.AppendRateNoticeAsync(new RateNotice { Id = "1", Signal = RateSignal.SignOuts, Node = "web1", At = Start, Window = new(40, 1_000), Past = new(120, 24_000), Expected = 5.02 }, Ct);
        await store.AppendRateNoticeAsync(
            new RateNotice { Id = "2", Signal = RateSignal.CookiesOnStatic, Node = "web\u001b1", At = Start.AddMinutes(4), Window = new(40, 1_000), Past = new(0, 24_000), Expected = 0.05 }, Ct);
    }

    private async Task<SqliteStore> OpenAsync()
    {
        var store = new SqliteStore(new SqliteStoreOptions { Path = _directory.At("app.db"), Synchronous = SqliteSynchronous.Normal, ReaderCount = 1 }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        await store.OpenAsync(Ct);
        return store;
    }

    private Task<int> RunAsync(params string[] args)
    {
        _out.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        _clock.Advance(TimeSpan.FromHours(1));
        var terminal = new Terminal(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_out) }), _out, _error);
        var setting = new ControlSetting(terminal, new Dictionary<string, string>(), "ann@test", _clock);
        return CommandLine.RunAsync(CommandLine.Root([RatesCommand.Create(setting), IncidentCommand.Create(setting)]), [.. args, "--store", _directory.At("app.db")], terminal);
    }
}
