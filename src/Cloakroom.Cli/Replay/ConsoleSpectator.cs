using System.Net;
using Cloakroom.Console.Alone;
using Cloakroom.Replay.Harness;
using Cloakroom.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Cli.Replay;

/// <summary>Opens the console over a replay's store. What it says goes to standard error, so that results stay alone on standard output.</summary>
internal sealed class ConsoleSpectator(Terminal terminal, string user, CancellationToken stop) : ISpectator, IAsyncDisposable
{
    private static readonly TimeSpan UntilSomebodyCame = TimeSpan.FromSeconds(60);

    private StandaloneConsole? _console;

    public TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(400);

    public async Task OpenAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        _console = await StandaloneConsole.StartAsync(
            services.GetRequiredService<ICloakroomStore>(),
            services.GetRequiredService<StoreCalls>(),
            user,
            new IPEndPoint(IPAddress.Loopback, 0),
            services.GetRequiredService<TimeProvider>(),
            cancellationToken);
        terminal.Error.WriteLine("The console is open at this address, once and for one browser. The incident begins when you are there, or in a minute:");
        terminal.Error.WriteLine($"  {_console.Address}");
        await terminal.Error.FlushAsync(cancellationToken);
        try
        {
            await _console.Entered.WaitAsync(UntilSomebodyCame, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nobody came; it may still be looked at afterwards.
        }
    }

    public async Task StayAsync()
    {
        terminal.Error.WriteLine("The incident is over, and everything stays up to be looked at and acted on. Ctrl-C ends it.");
        await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        if (_console is not null) await _console.DisposeAsync();
    }
}
