using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.Sessions;

public sealed class StoreCallsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_GivenUp_TheStoreIsTold(bool byRequest)
    {
        using var telemetry = new Telemetry();
        var limit = byRequest ? TimeSpan.FromSeconds(30) : TimeSpan.FromMilliseconds(20);
        var options = Options.Create(new CloakroomOptions { Store = { ReadTimeout = limit } });
        var calls = new StoreCalls(options, TimeProvider.System, telemetry, NullLogger<StoreCalls>.Instance);
        using var request = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        var told = new TaskCompletionSource();

        var call = calls.ReadAsync(
            "read",
            async token =>
            {
                token.Register(told.SetResult);
                asked.SetResult();
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                return 1;
            },
            request.Token);
        await asked.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        if (byRequest)
            await request.CancelAsync();

        var error = await Should.ThrowAsync<CloakroomException>(call);
        error.Code.ShouldBe(CloakroomErrorCode.StoreUnavailable);
        await told.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }
}
