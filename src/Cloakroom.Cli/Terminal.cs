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
        // Before anything takes hold of them.
        if (!System.Console.IsErrorRedirected) System.Console.SetError(new PersonWriter(System.Console.Error));
        if (!System.Console.IsOutputRedirected)
        {
            System.Console.SetOut(new PersonWriter(System.Console.Out));
            return new Terminal(AnsiConsole.Console, System.Console.Out, System.Console.Error);
        }

        // Into a pipe or a file: no colour, nothing drawn in place, and there is no width to ask for.
        var plain = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        plain.Profile.Width = WidthOfPipes;
        return new Terminal(plain, System.Console.Out, System.Console.Error);
    }
}
