using Cloakroom.Cli;
using Cloakroom.Cli.Incident;
using Cloakroom.Cli.Rates;
using Cloakroom.Edge.Tests.Cli;
using Cloakroom.Journal;
using Cloakroom.Rates;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Rates;

/// <summary><c>cloakroom rates</c>, and notices in <c>cloakroom incident show</c> and <c>report</c>.</summary>
public sealed class RatesCommandTests : IDisposable
{
    private const string Words = "40 sign-outs of 1,000 requests with a session (4 %) in 5 minutes, where about 5 were to be expected: before that it was 120 of 24,000 (0.5 %).";

    private readonly ManualClock _clock = new();
    private readonly CommandHarness _run;

    public RatesCommandTests() => _run = new CommandHarness(static setting => [RatesCommand.Create(setting), IncidentCommand.Create(setting)], _clock);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Start => new(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Rates_AsText_AreOneLineEachNewestFirst()
    {
        await FillAsync();

        (await RunAsync("rates")).ShouldBe(ExitCode.Success, _run.Error);

        _run.Out.ShouldBe(
            $"""
            2026-01-02 03:04:00Z  cookies-on-static on web�1: 40 static requests with a session cookie of 1,000 static requests (4 %) in 5 minutes, where hardly any were to be expected: before that it was 0 of 24,000 (0 %).
            2026-01-02 03:00:00Z  sign-outs on web1: {Words}

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Rates_AsJsonOfAnInterval_HaveTheirFigures()
    {
        await FillAsync();

        (await RunAsync("rates", "--from", "2026-01-02T02:00", "--to", "2026-01-02T03:01", "--format", "json")).ShouldBe(ExitCode.Success, _run.Error);

        var notice = _run.Json.GetProperty("rates").EnumerateArray().ShouldHaveSingleItem();
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

        (await RunAsync("rates", "--last", "1")).ShouldBe(ExitCode.Success, _run.Error);

        _run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain("cookies-on-static");
    }

    [Fact]
    public async Task Rates_None_SaysSo()
    {
        await using (await _run.OpenAsync())
        {
        }

        (await RunAsync("rates")).ShouldBe(ExitCode.Success, _run.Error);

        _run.Out.ShouldBe("No rate was out of the usual, as far as is recorded.\n");
    }

    [Theory]
    [InlineData("--from is later than --to.", "--from", "2026-01-03", "--to", "2026-01-02")]
    [InlineData("--from soon: not understood", "--from", "soon")]
    [InlineData("--last 0: ", "--last", "0")]
    public async Task Rates_BadOption_NamesIt(string expected, params string[] args)
    {
        (await RunAsync(["rates", .. args])).ShouldBe(ExitCode.Usage);

        _run.Error.ShouldContain(expected);
        _run.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task IncidentShowAndReport_NoticesAboutThen_AreListedAndOthersNot()
    {
        await FillAsync();
        await using (var store = await _run.OpenAsync())
        {
            await store.AppendMixupAsync(new Mixup { Id = "incident-1", Kind = MixupKind.ForeignBinding, At = Start.AddMinutes(18), Disposition = MixupDisposition.Blocked, Route = "/me", Node = "web1" }, Ct);
        }

        (await RunAsync("incident", "show", "incident-1")).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldContain("Rates out of the usual about then\n  2026-01-02 03:04:00Z  cookies-on-static");
        _run.Out.ShouldNotContain("sign-outs on");

        (await RunAsync("incident", "show", "incident-1", "--format", "json")).ShouldBe(ExitCode.Success, _run.Error);
        _run.Json.GetProperty("rates").GetArrayLength().ShouldBe(1);

        (await RunAsync("incident", "report", "incident-1")).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldContain("## Rates that were not as they had been");
        _run.Out.ShouldContain("- 2026-01-02 03:04:00Z, cookies-on-static, `web");
    }

    private async Task FillAsync()
    {
        await using var store = await _run.OpenAsync();
        await store.AppendRateNoticeAsync(new RateNotice { Id = "1", Signal = RateSignal.SignOuts, Node = "web1", At = Start, Window = new(40, 1_000), Past = new(120, 24_000), Expected = 5.02 }, Ct);
        await store.AppendRateNoticeAsync(
            new RateNotice { Id = "2", Signal = RateSignal.CookiesOnStatic, Node = "web\u001b1", At = Start.AddMinutes(4), Window = new(40, 1_000), Past = new(0, 24_000), Expected = 0.05 }, Ct);
    }

    private Task<int> RunAsync(params string[] args)
    {
        _clock.Advance(TimeSpan.FromHours(1));
        return _run.OnStoreAsync(args);
    }
}
