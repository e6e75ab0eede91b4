using System.Collections.Concurrent;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Checks;

/// <summary>The last exchanges of each account at each path: where a secret came from, and whether a body was looked at already. Bounded in number and bytes.</summary>
internal sealed class RecentExchanges
{
    /// <summary>At one path, with their various queries.</summary>
    private const int KeptAtPath = 4;

    private const int MaxPaths = 200;
    private const int MaxKeptBody = 64 * 1024;
    private const int MaxRememberedBody = 2 * 1024 * 1024;
    private const long MaxBytes = 64 * 1024 * 1024;

    private readonly ConcurrentDictionary<(string Account, string Path), Entry> _entries = new();
    private readonly ConcurrentDictionary<string, int> _paths = new(StringComparer.Ordinal);
    private readonly Lock _evicting = new();
    private long _bytes;
    private long _clock;

    /// <summary>Bytes of bodies that are held.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether this very body, byte for byte, was found free of others' markers before, for the same account at the same path.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="version">Of the book of markers.</param>
    /// <param name="hasOwn">Whether the account's own were in it.</param>
    public bool WasClean(Exchange exchange, long version, out bool hasOwn)
    {
        hasOwn = false;
        if (!_entries.TryGetValue(KeyOf(exchange), out var entry)) return false;
        lock (entry)
        {
            // One buffer is mostly one body: the transport gives the same for what came again.
            if (entry.CleanVersion != version || (!entry.Clean.Equals(exchange.Body) && !entry.Clean.Span.SequenceEqual(exchange.Body.Span))) return false;
            hasOwn = entry.CleanHasOwn;
            return true;
        }
    }

    /// <summary>Keeps an exchange that gave the account nothing of another's.</summary>
    public void Keep(Exchange exchange, long version, bool hasOwn)
    {
        var key = KeyOf(exchange);
        var entry = _entries.GetOrAdd(key, static _ => new Entry());
        lock (entry)
        {
            var before = entry.Bytes;
            if (before == 0 && !entry.IsCounted)
            {
                entry.IsCounted = true;
                _paths.AddOrUpdate(key.Account, 1, static (_, count) => count + 1);
            }

            entry.Used = Interlocked.Increment(ref _clock);
            var body = exchange.Body;
            if (body.Length <= MaxRememberedBody)
            {
                // The old one is kept when both are the same, so that the new one's memory is free at once.
                if (!entry.Clean.Span.SequenceEqual(body.Span)) entry.Clean = body;
                body = entry.Clean;
                (entry.CleanVersion, entry.CleanHasOwn) = (version, hasOwn);
            }

            if (body.Length > MaxKeptBody)
            {
                // The beginning of the one that is remembered as clean, or nothing: not a copy each time.
                body = body.Length <= MaxRememberedBody ? body[..MaxKeptBody] : default;
                entry.DropLongBodies(MaxKeptBody);
            }

            entry.Push(exchange.WithBody(body));
            entry.Bytes = entry.Sum();
            Interlocked.Add(ref _bytes, entry.Bytes - before);
        }

        if (Bytes > MaxBytes || _paths[key.Account] > MaxPaths) Evict(key.Account);
    }

    /// <summary>The owner's last exchange at the same address that fits, or at the same path when there is none.</summary>
    public Exchange? Find(string owner, Exchange received, Func<Exchange, bool> fits)
    {
        if (!_entries.TryGetValue((owner, received.Url.AbsolutePath), out var entry)) return null;
        Exchange[] kept;
        lock (entry) kept = [.. entry.Kept.OfType<Exchange>().Where(one => one.Sent <= received.Ended).OrderByDescending(one => one.Number)];
        return kept.FirstOrDefault(one => one.Url == received.Url && fits(one)) ?? kept.FirstOrDefault(fits);
    }

    private static (string Account, string Path) KeyOf(Exchange exchange) => (exchange.Account, exchange.Url.AbsolutePath);

    /// <summary>Makes room: the quarter that was not used for longest goes, of this account when it is the one with too many.</summary>
    private void Evict(string account)
    {
        lock (_evicting)
        {
            if (_paths[account] > MaxPaths) Drop([.. _entries.Where(pair => pair.Key.Account == account)]);
            if (Bytes > MaxBytes) Drop([.. _entries]);
        }
    }

    private void Drop(KeyValuePair<(string Account, string Path), Entry>[] candidates)
    {
        foreach (var (key, entry) in candidates.OrderBy(pair => pair.Value.Used).Take(Math.Max(1, candidates.Length / 4)))
        {
            if (!_entries.TryRemove(key, out _)) continue;
            lock (entry)
            {
                Interlocked.Add(ref _bytes, -entry.Bytes);
                // Somebody who still holds it writes into nothing.
                entry.Bytes = 0;
            }

            _paths.AddOrUpdate(key.Account, 0, static (_, count) => count - 1);
        }
    }

    private sealed class Entry
    {
        // Of each, without its body.
        private readonly long[] _beside = new long[KeptAtPath];
        private int _next;

        public Exchange?[] Kept { get; } = new Exchange?[KeptAtPath];

        public ReadOnlyMemory<byte> Clean { get; set; }

        public long CleanVersion { get; set; } = -1;

        public bool CleanHasOwn { get; set; }

        public long Bytes { get; set; }

        public long Used { get; set; }

        public bool IsCounted { get; set; }

        public void Push(Exchange exchange)
        {
            _beside[_next % KeptAtPath] = exchange.Bytes() - exchange.Body.Length;
            Kept[_next++ % KeptAtPath] = exchange;
        }

        public void DropLongBodies(int length)
        {
            for (var i = 0; i < Kept.Length; i++)
            {
                if (Kept[i]?.Body.Length >= length) Kept[i] = Kept[i]!.WithBody(default);
            }
        }

        public long Sum()
        {
            var sum = (long)Clean.Length;
            for (var i = 0; i < Kept.Length; i++)
            {
                if (Kept[i] is { } one) sum += _beside[i] + 1024 + (one.Body.Equals(Clean) ? 0 : one.Body.Length);
            }

            return sum;
        }
    }
}
