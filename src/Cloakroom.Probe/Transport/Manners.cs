using System.Globalization;

namespace Cloakroom.Probe.Transport;

/// <summary>What is asked of whom, how often, and when it is enough. Safe to use by many at once.</summary>
internal sealed class Manners
{
    private readonly MannersOptions _options;
    private readonly TimeProvider _time;
    private readonly AllowedHosts _hosts;
    private readonly RobotsRules _exclusions;
    private readonly RateLimit _rate;
    private readonly HostHealth _health;
    private RobotsRules _robots = RobotsRules.None;
    private long _requests;
    private long _bytes;
    private long _throttled;

    /// <exception cref="ArgumentException">The options have problems; see <see cref="MannersOptions.Problems"/>.</exception>
    public Manners(MannersOptions options, TimeProvider time)
    {
        if (options.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join('\n', problems), nameof(options));
        _options = options;
        _time = time;
        _hosts = new AllowedHosts(options.Target, options.Hosts, out _);
        _exclusions = RobotsRules.Of(options.Exclude, out _);
        _rate = new RateLimit(options.RequestsPerSecond, time);
        _health = new HostHealth(options.FailuresInARow);
    }

    /// <summary>Answers that said that it was too much.</summary>
    public long Throttled => Interlocked.Read(ref _throttled);

    /// <summary>A second, as it is now: less than was asked for while the site says that it is too much.</summary>
    public double RequestsPerSecond => _rate.PerSecond;

    /// <summary>Until the total.</summary>
    public long RequestsLeft => Math.Max(_options.TotalRequests - Interlocked.Read(ref _requests), 0);

    /// <summary>Whether the target itself is left alone: then there is nothing more to do.</summary>
    public bool IsTargetDown => _health.Reason(_options.Target) is not null;

    /// <summary>Hosts that are left alone, with why in words.</summary>
    public IReadOnlyDictionary<string, string> HostsDown => _health.Down;

    /// <summary>Obeys the site's own robots.txt as well, on all hosts.</summary>
    public void Obey(RobotsRules robots) => Volatile.Write(ref _robots, robots);

    /// <summary>For whoever gathers addresses: whether one may be asked at all, by GET.</summary>
    public bool Allows(Uri url) => Refusal(url) is null;

    /// <summary>Says whether the probe sends this, whenever its turn is.</summary>
    /// <exception cref="MannersException">It does not.</exception>
    public void Check(ProbeRequest request)
    {
        if (Refusal(request.Url) is { } refusal)
            throw refusal;
        foreach (var field in request.Headers)
        {
            if (field.Is("Host") && !_hosts.AllowsField(field.Value, request.Url))
                throw new MannersException(MannersRule.Host, $"A request to {AllowedHosts.Shown(request.Url)} has a Host field with a host that was not named. Name it with --host or in 'hosts' of the scenario.");
        }

        if (!request.IsFromScenario && !IsSafe(request.Method))
            throw new MannersException(MannersRule.UnsafeMethod, $"{request.Method} {request.Url.AbsolutePath} is not sent: the method may change something, and no scenario names the request.");
    }

    /// <summary>Lets one request go when its turn is.</summary>
    /// <exception cref="MannersException">The probe does not send this, or the total is used up.</exception>
    public ValueTask AdmitAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        if (request.Reservation?.TryTake() is true)
            return ValueTask.CompletedTask;
        CountOrThrow(1);
        var turn = _rate.WaitAsync(1, cancellationToken);
        return turn.IsCompletedSuccessfully ? turn : WaitAsync(turn, request.Url);
    }

    /// <summary>Waits until so many may leave at once, as bursts do; the rate then holds over the time after them.</summary>
    /// <param name="count">How many. They count from now.</param>
    /// <param name="cancellationToken">The run is being stopped.</param>
    /// <exception cref="MannersException">There are not so many left of the total.</exception>
    public async Task<RateReservation> ReserveAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        CountOrThrow(count);
        try
        {
            await _rate.WaitAsync(count, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            GiveBack(count);
            throw;
        }

        return new RateReservation(count, GiveBack);
    }

    /// <summary>Takes from an answer what it says about the next requests.</summary>
    public void Learn(Exchange exchange)
    {
        Interlocked.Add(ref _bytes, exchange.BytesReceived);
        _health.Learn(exchange);
        if (RetryAfter.Of(exchange, _time.GetUtcNow(), _options.LongestPause) is { } pause)
        {
            Interlocked.Increment(ref _throttled);
            _rate.SlowDown(exchange.Sent, pause);
        }
        else if (exchange.Failure is null)
        {
            _rate.Calm();
        }
    }

    private async ValueTask WaitAsync(ValueTask turn, Uri url)
    {
        try
        {
            await turn;
        }
        catch (OperationCanceledException)
        {
            GiveBack(1);
            throw;
        }

        // The host may have gone down while it waited.
        if (HostDown(url) is { } down)
        {
            GiveBack(1);
            throw down;
        }
    }

    private MannersException? Refusal(Uri url)
    {
        if (url.Scheme is not ("http" or "https") || !_hosts.Allows(url))
            return new MannersException(MannersRule.Host, $"{AllowedHosts.Shown(url)} is not asked: it was not named. Name it with --host {AllowedHosts.Shown(url)} or in 'hosts' of the scenario.");
        if (!_exclusions.Allows(url))
            return new MannersException(MannersRule.Excluded, $"{url.AbsolutePath} is not asked: --exclude or 'exclude' of the scenario says so.");
        // The file itself may always be asked for (RFC 9309 section 2.2.2).
        if (!Volatile.Read(ref _robots).Allows(url) && url.AbsolutePath != "/robots.txt")
            return new MannersException(MannersRule.Excluded, $"{url.AbsolutePath} is not asked: the site's robots.txt says so. Without --robots it would be.");
        return HostDown(url);
    }

    private MannersException? HostDown(Uri url) => _health.Reason(url) is { } reason
        ? new MannersException(MannersRule.HostDown, $"{AllowedHosts.Shown(url)} is not asked any more: {reason}.")
        : null;

    private void CountOrThrow(int count)
    {
        if (Interlocked.Read(ref _bytes) >= _options.TotalBytes)
            throw new MannersException(MannersRule.Total, string.Create(CultureInfo.InvariantCulture, $"The total of {_options.TotalBytes:#,0} bytes is used up. --max-bytes allows more."));
        if (Interlocked.Add(ref _requests, count) <= _options.TotalRequests)
            return;
        GiveBack(count);
        throw new MannersException(MannersRule.Total, string.Create(CultureInfo.InvariantCulture, $"The total of {_options.TotalRequests:#,0} requests is used up. --max-requests allows more."));
    }

    private void GiveBack(int count) => Interlocked.Add(ref _requests, -count);

    private static bool IsSafe(HttpMethod method) => method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options;
}
