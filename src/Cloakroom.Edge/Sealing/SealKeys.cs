using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Sealing;

/// <summary>The ring's keys in memory. Requests look at one reading; who reads again is a timer, a change of the ring, or an unknown key.</summary>
internal sealed class SealKeys : IDisposable
{
    /// <summary>How often the ring is read anyway: what other processes do to it (revoke a key, make the next one) is not announced.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(30);

    /// <summary>How often at most an unknown key has the ring read: whoever makes keys up must not make work of it.</summary>
    public static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(2);

    // A request with an unknown key is worth a short wait, as somebody would be signed out otherwise; a store that hangs is not.
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromMilliseconds(250);
    private const int MaxWaiting = 8;

    private readonly ISealKeySource _source;
    private readonly TimeProvider _clock;
    private readonly ILogger<SealKeys> _logger;
    private readonly SubkeyLimits _limits;
    private readonly TimeSpan _patience;
    private readonly Lock _reading = new();
    private readonly Lock _asking = new();
    private readonly ITimer _timer;
    private CancellationTokenRegistration _changed;
    private Reading _ring;
    private Task _asked = Task.CompletedTask;
    private long? _askedAt;
    private int _waiting;

    /// <summary>Reads the ring, so that an edge without a key to seal with does not start.</summary>
    /// <exception cref="CloakroomException">There is no key to seal with.</exception>
    public SealKeys(ISealKeySource source, TimeProvider clock, ILogger<SealKeys> logger, SubkeyLimits? limits = null, TimeSpan? patience = null)
    {
        _source = source;
        _clock = clock;
        _logger = logger;
        _limits = limits ?? SubkeyLimits.Default;
        _patience = patience ?? DefaultPatience;
        _ring = new Reading(null, FrozenDictionary<Guid, RingKey>.Empty, FrozenDictionary<uint, RingKey[]>.Empty);
        Read();
        _timer = clock.CreateTimer(static state => ((SealKeys)state!).ReadOnTime(), this, RefreshInterval, RefreshInterval);
    }

    /// <summary>The key to seal with.</summary>
    public RingKey Current => _ring.Current!;

    /// <summary>The keys that a seal may have been made under; none when the ring does not have it.</summary>
    public ReadOnlySpan<RingKey> Find(uint prefix)
    {
        if (_ring.ByPrefix.TryGetValue(prefix, out var keys))
            return keys;
        Ask();
        return _ring.ByPrefix.GetValueOrDefault(prefix);
    }

    /// <summary>Whether what is under that key need not be sealed anew. A later key counts too: another edge has changed over, and this one will.</summary>
    public bool IsCurrent(RingKey key) => key.ActivatedAt >= Current.ActivatedAt;

    public void Dispose()
    {
        _timer.Dispose();
        _changed.Dispose();
    }

    private void Ask()
    {
        Task asked;
        lock (_asking)
        {
            if (_asked.IsCompleted)
            {
                if (_askedAt is { } last && _clock.GetElapsedTime(last) < AskInterval)
                    return;
                _askedAt = _clock.GetTimestamp();
                _asked = Task.Run(TryRead);
            }

            asked = _asked;
        }

        if (Interlocked.Increment(ref _waiting) <= MaxWaiting)
            asked.Wait(_patience);
        Interlocked.Decrement(ref _waiting);
    }

    private void ReadOnTime()
    {
        // A store that hangs must not gather threads.
        if (!_reading.TryEnter())
            return;
        try
        {
            TryRead();
        }
        finally
        {
            _reading.Exit();
        }
    }

    private void TryRead()
    {
        try
        {
            Read();
        }
        catch (Exception e)
        {
            Log.RingUnreadable(_logger, e);
        }
    }

    private void Read()
    {
        lock (_reading)
        {
            var changed = _source.Changed;
            var read = _source.Read();
            var known = _ring.ById;
            var keys = read.Keys.ToFrozenDictionary(
                key => key.Id,
                key => known.TryGetValue(key.Id, out var same) ? same : new RingKey(key, _clock, _limits));
            var current = keys[read.CurrentId];
            if (_ring.Current is { } before && before.Id != current.Id)
                Log.KeyChanged(_logger, current.Id);
            Volatile.Write(ref _ring, new Reading(
                current, keys, keys.Values.GroupBy(key => key.Prefix).ToFrozenDictionary(group => group.Key, group => group.ToArray())));
            _changed.Dispose();
            _changed = changed.UnsafeRegister(
                static state => ThreadPool.UnsafeQueueUserWorkItem(static keys => keys.TryRead(), (SealKeys)state!, preferLocal: false), this);
        }
    }

    private sealed record Reading(RingKey? Current, FrozenDictionary<Guid, RingKey> ById, FrozenDictionary<uint, RingKey[]> ByPrefix);
}
