using Cloakroom.Edge;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Configuration.Reload;
using Cloakroom.Edge.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Cloakroom.Cli.Edge;

/// <summary>A running edge with what a process adds: logs on standard error, the configuration read again when it changes, an end when it is told to.</summary>
internal static class EdgeProcess
{
    public static async Task RunAsync(EdgeSources sources, EdgeOptions options, Action started, CancellationToken cancellationToken)
    {
        InlineSockets.Prefer();
        var known = sources.File is { } file ? FileSight.Of(file) : default;
        var isUp = false;
        await using var server = await EdgeServer.StartAsync(options, builder => Configure(builder, () => Volatile.Read(ref isUp)), cancellationToken);
        Volatile.Write(ref isUp, true);
        using var watcher = new ConfigurationWatcher(
            sources, options, known, server.Services.GetRequiredService<TimeProvider>(), server.Services.GetRequiredService<ILogger<ConfigurationWatcher>>());
        watcher.Changed += server.Use;
        started();
        watcher.Start();
        await server.WaitForShutdownAsync(cancellationToken);
    }

    private static void Configure(WebApplicationBuilder builder, Func<bool> isUp)
    {
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Logging
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            })
            // The framework's warnings are for who programs against it: keys at rest, addresses overridden.
            .AddFilter("Microsoft.AspNetCore", LogLevel.Error)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Error)
            // What is wrong is logged when it begins; this would say it again each time that readiness is asked.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            // What keeps it from starting comes out of StartAsync as well, and is said there without a stack trace (StartFailure).
            .AddFilter("Microsoft.Extensions.Hosting", level => level >= LogLevel.Error && isUp());
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            // Whoever reads standard error and stops must not stop the edge. Metrics and the journal count on.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    }
}
