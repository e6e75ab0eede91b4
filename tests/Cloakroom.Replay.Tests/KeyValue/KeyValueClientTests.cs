using System.Text;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.KeyValue;

namespace Cloakroom.Replay.Tests.KeyValue;

/// <summary>The two clients are defective in the one way that they are meant to be, and right otherwise.</summary>
public sealed class KeyValueClientTests : IAsyncDisposable
{
    private readonly KeyValueServer _server = new(new MemoryData());
    private readonly FaultSwitch _fault = new();

    [Fact]
    public async Task Get_AfterSetAndRemove_AnswersWhatIsThere()
    {
        await using var client = new KeyValueClient(_server.Address, poolSize: 1);

        await client.SetAsync("a", "one"u8.ToArray(), Stop);
        (await TextAsync(client, "a")).ShouldBe("one");
        await client.RemoveAsync("a", Stop);
        (await TextAsync(client, "a")).ShouldBeNull();
    }

    [Theory]
    [InlineData(true, "one", "two")]
    [InlineData(false, "two", "one")]
    public async Task CancelUnsafeClient_AfterACancelledRequest_AnswersTheNextCallerWithIt(bool hasFault, string second, string third)
    {
        await using var client = new CancelUnsafeClient(_server.Address, poolSize: 1, limit: Timeout.InfiniteTimeSpan, _fault);
        await client.SetAsync("a", "one"u8.ToArray(), Stop);
        await client.SetAsync("b", "two"u8.ToArray(), Stop);
        _fault.Set(hasFault);

        _server.ReplyTime = TimeSpan.FromMilliseconds(300);
        using var impatience = new CancellationTokenSource();
        var lost = client.GetAsync("a", impatience.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(30), Stop);
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => lost);
        _server.ReplyTime = TimeSpan.Zero;

        (await TextAsync(client, "b")).ShouldBe(second);
        (await TextAsync(client, "a")).ShouldBe(third);
        (_fault.FirstEffect is not null).ShouldBe(hasFault);
    }

    [Theory]
    [InlineData(true, "two")]
    [InlineData(false, "one")]
    public async Task SharedRequestClient_WhenCallersWaitForAConnection_SendsTheKeyOfTheLast(bool hasFault, string expected)
    {
        await using var client = new SharedRequestClient(_server.Address, poolSize: 1, _fault);
        await client.SetAsync("a", "one"u8.ToArray(), Stop);
        await client.SetAsync("b", "two"u8.ToArray(), Stop);
        _fault.Set(hasFault);
        _server.ReplyTime = TimeSpan.FromMilliseconds(20);

        var busy = TextAsync(client, "b");
        var first = TextAsync(client, "a");
        var last = TextAsync(client, "b");

        (await first).ShouldBe(expected);
        (await last).ShouldBe("two");
        (await busy).ShouldBe("two");
        (_fault.FirstEffect is not null).ShouldBe(hasFault);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<string?> TextAsync(KeyValueClient client, string key) =>
        await client.GetAsync(key, Stop) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
}
