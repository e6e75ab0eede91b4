using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Runs;

namespace Cloakroom.Probe.Tests.Runs;

public sealed class AccountSessionsTests
{
    private static readonly Account Alice = new("alice", new Dictionary<string, string>());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnterAlone_WhileOthersAreInside_WaitsForThemAndKeepsNewOnesOut()
    {
        var sessions = new AccountSessions();
        var first = await sessions.EnterAsync(Alice, Ct);
        var second = await sessions.EnterAsync(Alice, Ct);

        var alone = sessions.EnterAloneAsync(Alice, Ct);
        var late = sessions.EnterAsync(Alice, Ct);
        first.Dispose();
        first.Dispose();
        alone.IsCompleted.ShouldBeFalse("one is still inside, however often another leaves");
        late.IsCompleted.ShouldBeFalse();

        second.Dispose();
        (await alone).Dispose();
        (await late).Dispose();
    }

    [Fact]
    public async Task EnterAlone_GivenUp_LetsOthersInAgain()
    {
        var sessions = new AccountSessions();
        using var inside = await sessions.EnterAsync(Alice, Ct);
        using var stop = new CancellationTokenSource();
        var alone = sessions.EnterAloneAsync(Alice, stop.Token);
        var late = sessions.EnterAsync(Alice, Ct);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => alone);
        (await late).Dispose();
    }

    [Fact]
    public async Task Enter_OfAnotherAccount_WaitsForNobody()
    {
        var sessions = new AccountSessions();
        using var alone = await sessions.EnterAloneAsync(Alice, Ct);

        var other = sessions.EnterAsync(Account.Nobody(), Ct);

        other.IsCompletedSuccessfully.ShouldBeTrue();
    }
}
