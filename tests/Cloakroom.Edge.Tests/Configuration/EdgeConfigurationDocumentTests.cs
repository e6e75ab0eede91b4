using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Configuration.Schema;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Configuration;

public sealed class EdgeConfigurationDocumentTests
{
    private const string Begin = "<!-- options: generated, see EdgeConfigurationDocumentTests -->\n";
    private const string End = "<!-- options: end -->";

    private static string Document => File.ReadAllText(Repository.PathOf("docs", "edge-configuration.md"));

    [Fact]
    public void Options_AreWhatTheCodeGenerates() =>
        Golden.ShouldBe(OptionsDocument.Write(), Between(Begin, End), "edge-configuration.options.md");

    [Fact]
    public void Example_IsValidAsItStands()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("edge.json", Between("```jsonc\n", "```"));

        var result = EdgeConfiguration.Read(new EdgeSources { File = file }, new ManualClock());

        result.Problems.ShouldBeEmpty();
    }

    private static string Between(string begin, string end)
    {
        var start = Document.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        start.ShouldBeGreaterThan(begin.Length, $"docs/edge-configuration.md has no '{begin.Trim()}'.");
        return Document[start..Document.IndexOf(end, start, StringComparison.Ordinal)];
    }
}
