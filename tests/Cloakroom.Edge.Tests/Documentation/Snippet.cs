namespace Cloakroom.Edge.Tests.Documentation;

/// <summary>A fenced block of a Markdown file.</summary>
/// <param name="Language">As after the fence.</param>
/// <param name="Text">Its lines.</param>
internal sealed record Snippet(string Language, string Text)
{
    /// <summary>The blocks of one section, in order.</summary>
    public static IReadOnlyList<Snippet> Of(string file, string heading)
    {
        var lines = File.ReadAllLines(file).SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        List<Snippet> snippets = [];
        List<string>? open = null;
        var language = "";
        foreach (var line in lines)
        {
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                open?.Add(line);
            }
            else if (open is null)
            {
                (language, open) = (line[3..], []);
            }
            else
            {
                snippets.Add(new Snippet(language, string.Join('\n', open)));
                open = null;
            }
        }

        return snippets;
    }
}
