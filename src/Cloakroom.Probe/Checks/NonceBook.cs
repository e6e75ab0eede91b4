using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Checks;

/// <summary>
/// Learns which values are new in every response, and finds those that come again: a cache answered, whatever the headers say.
/// A kind counts once the same account got a new value at the same path three times and never an old one. What comes again
/// before that, or at another path, belongs to the session or is a constant.
/// </summary>
internal sealed class NonceBook(NonceReader reader)
{
    private const int Needed = 3;

    /// <summary>Of all kinds.</summary>
    private const int Remembered = 65_536;

    /// <summary>Of the exchanges in which values were first, and the values: about 32 MB. Beyond it the oldest go.</summary>
    private const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>Of one kind: accounts at paths.</summary>
    private const int Visited = 4096;

    [ThreadStatic]
    private static List<Nonce>? t_found;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);
    private readonly Queue<(Kind Kind, ulong Hash, long Bytes)> _order = new();
    private long _bytes;
    private long _forgotten;

    /// <summary>Values that there was no room for any more: a stored response that comes again after that is not known for one.</summary>
    public long Forgotten => Interlocked.Read(ref _forgotten);

    /// <returns>The kind and the exchange in which the value was first; null when nothing came again.</returns>
    public (string Kind, Exchange First)? Inspect(Exchange exchange)
    {
        var found = t_found ??= [];
        found.Clear();
        reader.Read(exchange, found);
        if (found.Count == 0) return null;
        (string, Exchange)? replayed = null;
        Exchange? slim = null;
        lock (_gate)
        {
            foreach (var nonce in found)
            {
                if (!_kinds.TryGetValue(nonce.Kind, out var kind))
                {
                    // A site that makes up names must not fill memory.
                    if (_kinds.Count >= 64) continue;
                    _kinds[nonce.Kind] = kind = new Kind();
                }

                // Several kinds of one response share it.
                var bytes = slim is null ? -1 : 100;
                var (isNew, first) = kind.Take(nonce, exchange, ref slim);
                if (first is not null) replayed ??= (nonce.Kind, first);
                if (isNew) Remember(kind, nonce.Hash, bytes < 0 ? slim!.Bytes() : bytes);
            }
        }

        return replayed;
    }

    private void Remember(Kind kind, ulong hash, long bytes)
    {
        _order.Enqueue((kind, hash, bytes));
        _bytes += bytes;
        while (_order.Count > Remembered || _bytes > MaxBytes)
        {
            var (oldest, value, freed) = _order.Dequeue();
            oldest.Forget(value);
            _bytes -= freed;
            _forgotten++;
        }
    }

    private sealed class Kind
    {
        private readonly Dictionary<ulong, Exchange> _seen = [];
        private readonly HashSet<long> _visited = [];
        private int _fresh;
        private bool _isNone;

        public void Forget(ulong hash) => _seen.Remove(hash);

        public (bool IsNew, Exchange? First) Take(Nonce nonce, Exchange exchange, ref Exchange? slim)
        {
            if (_isNone) return default;
            if (_seen.TryGetValue(nonce.Hash, out var first))
            {
                var isSelf = first.Account == exchange.Account;
                if (_fresh >= Needed) return (false, nonce.IsToken && isSelf ? null : first);
                // Before it is known to be new each time: the same person's again, or anywhere else, means that it is not.
                _isNone |= isSelf || first.Url.AbsolutePath != exchange.Url.AbsolutePath;
                return default;
            }

            // Addresses may be long, and are compared only.
            if (!_visited.Add(((long)exchange.Account.GetHashCode(StringComparison.Ordinal) << 32) | (uint)exchange.Url.AbsolutePath.GetHashCode(StringComparison.Ordinal))) _fresh++;
            if (_visited.Count > Visited) _visited.Clear();
            _seen[nonce.Hash] = slim ??= exchange.WithBody(default);
            return (true, null);
        }
    }
}
