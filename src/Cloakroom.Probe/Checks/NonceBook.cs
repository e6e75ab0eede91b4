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
    private const int Remembered = 4096;

    [ThreadStatic]
    private static List<Nonce>? t_found;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);

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

                if (kind.Take(nonce, exchange, ref slim) is { } first) replayed ??= (nonce.Kind, first);
            }
        }

        return replayed;
    }

    private sealed class Kind
    {
        private readonly Dictionary<ulong, Exchange> _seen = [];
        private readonly Queue<ulong> _order = new();
        private readonly HashSet<(string Account, string Path)> _visited = [];
        private int _fresh;
        private bool _isNone;

        public Exchange? Take(Nonce nonce, Exchange exchange, ref Exchange? slim)
        {
            if (_isNone) return null;
            if (_seen.TryGetValue(nonce.Hash, out var first))
            {
                var isSelf = first.Account == exchange.Account;
                if (_fresh >= Needed) return nonce.IsToken && isSelf ? null : first;
                // Before it is known to be new each time: the same person's again, or anywhere else, means that it is not.
                _isNone |= isSelf || first.Url.AbsolutePath != exchange.Url.AbsolutePath;
                return null;
            }

            if (!_visited.Add((exchange.Account, exchange.Url.AbsolutePath))) _fresh++;
            if (_visited.Count > Remembered) _visited.Clear();
            _seen[nonce.Hash] = slim ??= exchange.WithBody(default);
            _order.Enqueue(nonce.Hash);
            if (_order.Count > Remembered) _seen.Remove(_order.Dequeue());
            return null;
        }
    }
}
