using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Tests.Control;

/// <summary>What was logged, by event id.</summary>
internal sealed class LogLines
{
    private readonly ConcurrentQueue<(int Id, string Text)> _lines = new();

    public ILogger<T> For<T>() => new Logger<T>(this);

    public IReadOnlyList<string> Of(int id) => [.. _lines.Where(line => line.Id == id).Select(line => line.Text)];

    private sealed class Logger<T>(LogLines lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines._lines.Enqueue((eventId.Id, formatter(state, exception)));
    }
}
