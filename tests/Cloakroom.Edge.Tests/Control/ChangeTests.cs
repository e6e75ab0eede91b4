using Cloakroom.Cli;
using Cloakroom.Cli.Control;
using Cloakroom.Control;
using Cloakroom.Edge.Tests.Cli;
using Cloakroom.Sqlite;

namespace Cloakroom.Edge.Tests.Control;

/// <summary>What becomes of a change that was decided on what is no longer so.</summary>
public sealed class ChangeTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 3, 0, 0, TimeSpan.Zero);
    private static readonly ModeState Seen = new(CloakroomMode.ReadOnly, "ann@web1", "a leak", Now);
    private static readonly ModeState Meanwhile = new(CloakroomMode.Closed, "cloakroom policy close@web2", "100 exposed", Now.AddSeconds(9));

    private readonly CommandHarness _run = new(ControlCommands.Create, by: "bob@test");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CloakroomMode.Open)]
    [InlineData(CloakroomMode.SignInClosed)]
    public async Task SetMode_ClosedFurtherMeanwhile_LetsNothingThroughAndSaysWhoClosedIt(CloakroomMode mode)
    {
        await using var store = await OpenAsync();

        (await SetAsync(mode)).ShouldBe(ExitCode.Failure);

        _run.Error.ShouldContain("Since this began the site is in lockdown, by cloakroom policy close@web2: 100 exposed. Nothing was changed.");
        (await store.ReadControlAsync(0, Ct)).Mode.ShouldBe(Meanwhile);
    }

    [Fact]
    public async Task SetMode_ToClosed_WaitsForNobody()
    {
        await using var store = await OpenAsync();
        await store.SetModeAsync(Meanwhile with { Mode = CloakroomMode.SignInClosed }, Ct);

        (await SetAsync(CloakroomMode.Closed)).ShouldBe(ExitCode.Success, _run.Error);

        (await store.ReadControlAsync(0, Ct)).Mode.ShouldSatisfyAllConditions(mode => mode.Mode.ShouldBe(CloakroomMode.Closed), mode => mode.By.ShouldBe("bob@test"));
    }

    public void Dispose() => _run.Dispose();

    private Task<int> SetAsync(CloakroomMode mode) => ControlSession.RunAsync(
        _run.Setting, () => _run.StorePath, session => new Change(_run.Setting, session, ControlFormat.Text, 0).SetModeAsync(Seen, mode, "over", Ct), Ct);

    private async Task<SqliteStore> OpenAsync()
    {
        var store = await _run.OpenAsync();
        await store.SetModeAsync(Meanwhile, Ct);
        return store;
    }
}
