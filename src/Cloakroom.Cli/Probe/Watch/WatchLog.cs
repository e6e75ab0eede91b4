using Microsoft.Extensions.Logging;

namespace Cloakroom.Cli.Probe.Watch;

/// <summary>Warnings of what works for a watch, as its own lines.</summary>
internal sealed class WatchLog<T>(WatchLines lines) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) lines.Warn(formatter(state, exception));
    }
}
