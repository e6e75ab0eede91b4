using Cloakroom.Edge.Configuration.Explanation;
using Spectre.Console;

namespace Cloakroom.Cli.Edge;

/// <summary>An explanation on the screen: what gives up protection is marked with an exclamation mark, and in colour where there is one.</summary>
internal static class ExplanationView
{
    private const int SubjectWidth = 26;

    public static void Write(Terminal terminal, IReadOnlyList<ExplainedSection> sections)
    {
        foreach (var section in sections)
        {
            terminal.Screen.WriteLine(section.Title, new Style(decoration: Decoration.Bold));
            var grid = new Grid { Expand = false };
            grid.AddColumn(new GridColumn { Width = SubjectWidth, Padding = new Padding(2, 0, 1, 0) });
            grid.AddColumn(new GridColumn { Width = 1, Padding = new Padding(0, 0, 1, 0) });
            grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
            foreach (var line in section.Lines)
            {
                // Text and not Markup: patterns have brackets and colons of their own.
                grid.AddRow(
                    new Text(line.Subject, new Style(Color.Teal)),
                    new Text(line.IsRisk ? "!" : "", new Style(Color.Yellow, decoration: Decoration.Bold)),
                    new Text(line.Text, line.IsRisk ? new Style(Color.Yellow) : Style.Plain));
            }

            terminal.Screen.Write(grid);
            terminal.Screen.WriteLine();
        }
    }
}
