using System.Text;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.KeyValue;

namespace Cloakroom.Replay.Tests.KeyValue;

/// <summary>The two clients are defective in the one way that they are meant to be, and right otherwise.</summary>
public sealed class KeyValueClientTests : IAsyncDisposable
{
    private readonly GatedData _data = new();
    private readonly KeyValueServer _server;
    private readonly FaultSwitch _fault = new();

    public KeyValueClientTests() => _server = new KeyValueServer(_data);

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

        _data.Close();
        using var impatience = new CancellationTokenSource();
        var lost = client.GetAsync("a", impatience.Token);
        await _data.Asked.WaitAsync(Stop);
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => lost);
        _data.Open();

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
        _data.Close();

        var busy = TextAsync(client, "b");
        var first = TextAsync(client, "a");
        var last = TextAsync(client, "b");
        _data.Open();

        (await first).ShouldBe(expected);
        (await last).ShouldBe("two");
        (await busy).ShouldBe("two");
        (_fault.FirstEffect is not null).ShouldBe(hasFault);
    }

    public ValueTask DisposeAsync()
    {
        _data.Open();
        return _server.DisposeAsync();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<string?> TextAsync(KeyValueClient client, string key) =>
        await client.GetAsync(key, Stop) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Answers who reads once it is open, as it is at first.</summary>
    private sealed class GatedData : IKeyValueData
    {
        private readonly MemoryData _data = new();
        private TaskCompletionSource _asked = new();
        private TaskCompletionSource? _gate;

        /// <summary>Ends when the first has asked since it was closed.</summary>
        public Task Asked => _asked.Task;

        public void Close() => (_asked, _gate) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        public void Open() => _gate?.TrySetResult();

        public async ValueTask<byte[]?> GetAsync(string key)
        {
            _asked.TrySetResult();
            if (_gate is { } gate) await gate.Task;
            return await _data.GetAsync(key);
        }

        public void Set(string key, byte[] value) => _data.Set(key, value);

        public void Remove(string key) => _data.Remove(key);
    }
}
