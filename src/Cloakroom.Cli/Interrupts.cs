using System.Runtime.InteropServices;

namespace Cloakroom.Cli;

/// <summary>Ctrl-C and SIGTERM: the first lets the command end by itself, a second ends the process at once.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly TextWriter _error;
    private int _count;

    /// <param name="error">Is told what a second one would do.</param>
    public Interrupts(TextWriter error)
    {
        _error = error;
        // The command line's own handling waits in the signal's thread, in which a second one would wait behind it.
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Hear))];
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _stop.Dispose();
    }

    private void Hear(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1) Environment.Exit(ExitCode.Interrupted);
        _error.WriteLine("cloakroom: stopping; once more (Ctrl-C) ends it at once, without a report.");
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command has just ended by itself.
        }
    }
}
