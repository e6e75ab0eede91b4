using System.Runtime.InteropServices;

namespace Cloakroom.Cli;

/// <summary>What the command's exit status says.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command ran and the answer is no, or it could not finish.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong; nothing ran.</summary>
    public const int Usage = 2;

    /// <summary>Ended by Ctrl-C: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by that signal: 128 and its number, as shells have it.</summary>
    public static int Of(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 129,
        PosixSignal.SIGTERM => 143,
        _ => Interrupted,
    };
}
