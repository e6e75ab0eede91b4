using System.Runtime.InteropServices;

namespace Cloakroom.Cli;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP (the terminal was closed): the first lets the command end by itself, a second Ctrl-C or SIGTERM ends the process at once. A second SIGHUP does
/// not: whoever closes a terminal sends several, the kernel's and the shell's.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly TextWriter _error;
    private int _asked;
    private int _status;

    /// <param name="error">Is told what a second one would do.</param>
    public Interrupts(TextWriter error)
    {
        _error = error;
        // The command line's own handling waits in the signal's thread, in which a second one would wait behind it. What was ignored by whoever started this (nohup) stays so.
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Hear))];
    }

    public CancellationToken Token => _stop.Token;

    /// <summary>The exit status of a command: where it was interrupted, that of the first signal, as shells have it.</summary>
    public int StatusOf(int status) => status == ExitCode.Interrupted && Volatile.Read(ref _status) is not 0 and var heard ? heard : status;

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _stop.Dispose();
    }

    private void Hear(PosixSignalContext signal)
    {
        signal.Cancel = true;
        var status = ExitCode.Of(signal.Signal);
        if (signal.Signal != PosixSignal.SIGHUP && Interlocked.Increment(ref _asked) > 1) Environment.Exit(status);
        if (Interlocked.CompareExchange(ref _status, status, 0) != 0) return;
        try
        {
            _error.WriteLine("cloakroom: stopping; once more (Ctrl-C) ends it at once, without a report.");
        }
        catch (IOException)
        {
            // Nobody can read it any more.
        }

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
