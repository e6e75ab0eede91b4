using System.Collections.Concurrent;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Sealing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Guard;

/// <summary>WebSockets and event streams that a session has open. When it is ended they are too: a next request that would be refused may never come.</summary>
internal sealed class OpenStreams : IDisposable
{
    private readonly ConcurrentDictionary<OpenStream, byte> _streams = new();
    private readonly EdgeControl _control;
    private readonly Tagger _tagger;
    private readonly ILogger<OpenStreams> _logger;

    public OpenStreams(EdgeControl control, Tagger tagger, ILogger<OpenStreams> logger)
    {
        (_control, _tagger, _logger) = (control, tagger, logger);
        control.Changed += EndRevoked;
    }

    /// <param name="exchange">One whose response begins.</param>
    /// <returns>To be disposed of when the response is over; null for one that is not made for a session.</returns>
    public IDisposable? Add(Exchange exchange)
    {
        if (!exchange.HasSession)
            return null;
        var stream = new OpenStream(this, exchange);
        _streams.TryAdd(stream, 0);
        // What has ended since the request came.
        End(stream, _control.View);
        return stream;
    }

    public void Dispose() => _control.Changed -= EndRevoked;

    private void EndRevoked()
    {
        var view = _control.View;
        foreach (var (stream, _) in _streams)
            End(stream, view);
    }

    private void End(OpenStream stream, EdgeControlView view)
    {
        if (stream.IsRevoked(view, _tagger) && stream.End())
            Log.StreamEnded(_logger, stream.Route);
    }

    private sealed class OpenStream(OpenStreams streams, Exchange exchange) : IDisposable
    {
        private readonly Lock _lock = new();
        private bool _isOver;

        public string Route { get; } = exchange.RouteName;

        // A cookie that is not sealed is ended by nobody but the application.
        public bool IsRevoked(EdgeControlView view, Tagger tagger) => exchange.Cookies.Exists(cookie =>
            cookie.Rule.IsSealed && view.IsRevoked(cookie.Revision, cookie.OwnerTag ?? default, cookie.ValueTag ?? tagger.OfValue(cookie.Value)));

        /// <returns>Whether there was something to end.</returns>
        public bool End()
        {
            // Servers use the context for the next request of the connection: it must not be that one which ends.
            lock (_lock)
            {
                if (_isOver)
                    return false;
                _isOver = true;
                exchange.Context.Abort();
                return true;
            }
        }

        public void Dispose()
        {
            streams._streams.TryRemove(this, out _);
            lock (_lock)
                _isOver = true;
        }
    }
}
