namespace Cloakroom.Edge.Forwarding;

/// <summary>One server of the application, and how it has been doing.</summary>
internal sealed class Upstream : IDisposable
{
    /// <summary>Failures in a row, other than refused connections, after which it rests: a single broken answer may be the request's own doing.</summary>
    public const int FailuresBeforeRest = 3;

    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private long _begun;
    private long _ended;
    private long _failed;
    private int _failures;
    private int _rests;
    private long _restsUntil;
    private volatile bool _suspect;
    private volatile bool _probedDown;

    public Upstream(string url, HttpMessageInvoker client, TimeProvider clock)
    {
        Prefix = url.TrimEnd('/');
        Client = client;
        _clock = clock;
    }

    /// <summary>Scheme, host and port, without a slash at the end.</summary>
    public string Prefix { get; }

    public HttpMessageInvoker Client { get; }

    /// <summary>Requests that are under way.</summary>
    public int Running => (int)(Volatile.Read(ref _begun) - Volatile.Read(ref _ended));

    /// <summary>Requests since it is in use.</summary>
    public long Requests => Volatile.Read(ref _begun);

    /// <summary>Failures of its own since it is in use.</summary>
    public long Failures => Volatile.Read(ref _failed);

    /// <summary>Whether requests should go to it: it answers the health path, and is not resting after failures.</summary>
    public bool IsAvailable => !_probedDown && (!_suspect || _clock.GetTimestamp() >= Volatile.Read(ref _restsUntil));

    public void Begin() => Interlocked.Increment(ref _begun);

    public void End() => Interlocked.Increment(ref _ended);

    /// <summary>An answer came. Whoever has been in order all along pays one read for this.</summary>
    public void Succeeded()
    {
        if (!_suspect)
            return;

        lock (_lock)
        {
            _failures = 0;
            _rests = 0;
            _suspect = false;
        }
    }

    /// <param name="refused">No connection could be made, so that the next request would fail as well.</param>
    /// <returns>Whether it rests from now on.</returns>
    public bool Failed(bool refused)
    {
        lock (_lock)
        {
            var wasResting = _suspect && _clock.GetTimestamp() < _restsUntil;
            _failed++;
            _failures++;
            _suspect = true;
            if (wasResting || (!refused && _failures < FailuresBeforeRest))
                return false;

            var rest = TimeSpan.FromTicks(Math.Min(LongestRest.Ticks, FirstRest.Ticks << Math.Min(_rests, 5)));
            _rests++;
            Volatile.Write(ref _restsUntil, _clock.GetTimestamp() + (long)(rest.TotalSeconds * _clock.TimestampFrequency));
            return true;
        }
    }

    /// <summary>What the health path said.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Probed(bool healthy)
    {
        if (healthy)
            Succeeded();
        var news = _probedDown == healthy;
        _probedDown = !healthy;
        return news;
    }

    public void Dispose() => Client.Dispose();
}
