using System.Collections.Concurrent;

namespace Cloakroom.Probe.Transport;

/// <summary>Counts what each host failed to answer in a row, and says when it is to be left alone.</summary>
internal sealed class HostHealth(int failuresInARow)
{
    private readonly ConcurrentDictionary<(string, int), Row> _rows = new();

    /// <summary>Hosts that are left alone, each with why in words; in no order.</summary>
    public IReadOnlyDictionary<string, string> Down =>
        _rows.Values.Where(row => row.Reason is not null).ToDictionary(row => row.Host, row => row.Reason!);

    /// <summary>Null while the host may be asked.</summary>
    public string? Reason(Uri url) => _rows.TryGetValue((url.IdnHost, url.Port), out var row) ? row.Reason : null;

    public void Learn(Exchange exchange)
    {
        if (exchange.IsGivenUp)
            return;
        var key = (exchange.Url.IdnHost, exchange.Url.Port);
        var problem = Problem(exchange);
        if (problem is null)
        {
            if (_rows.TryGetValue(key, out var fine))
                Volatile.Write(ref fine.Failures, 0);
            return;
        }

        var row = _rows.GetOrAdd(key, static (_, url) => new Row(AllowedHosts.Shown(url)), exchange.Url);
        if (Interlocked.Increment(ref row.Failures) >= failuresInARow)
            row.Reason ??= $"{failuresInARow} failures in a row, the last: {problem}";
    }

    /// <summary>No answer, or a gateway's that has none either.</summary>
    private static string? Problem(Exchange exchange) =>
        exchange.Failure ?? (exchange.Status is 429 or 502 or 503 or 504 ? $"status {exchange.Status}" : null);

    private sealed class Row(string host)
    {
        public int Failures;

        public string Host => host;

        public string? Reason { get; set; }
    }
}
