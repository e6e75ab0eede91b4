using Spectre.Console;

namespace Cloakroom.Cli;

/// <summary>Where a command writes to.</summary>
/// <param name="Screen">For people: tables and colour.</param>
/// <param name="Out">For programs: standard output, untouched.</param>
/// <param name="Error">For what went wrong.</param>
internal sealed record Terminal(IAnsiConsole Screen, TextWriter Out, TextWriter Error)
{
    private const int WidthOfPipes = 100;

    /// <summary>Whether somebody watches, so that progress can be drawn in place.</summary>
    public bool IsLive => Screen.Profile.Capabilities.Interactive && Screen.Profile.Capabilities.Ansi;

    public static Terminal OfThisProcess()
    {
        var screen = AnsiConsole.Console;
        // Into a pipe or a file there is no width to ask for.
        if (Console.IsOutputRedirected) screen.Profile.Width = WidthOfPipes;
        screen.Profile.Capabilities.Interactive &= !Console.IsOutputRedirected;
        return new Terminal(screen, Console.Out, Console.Error);
    }
}
