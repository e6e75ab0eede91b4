using Cloakroom.Replay.Scenarios;

namespace Cloakroom.Replay.Tests;

public sealed class DocumentationTests
{
    [Fact]
    public void Replays_HaveASectionForEachScenario()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Cloakroom.slnx"))) root = root.Parent.ShouldNotBeNull("the tests run inside the repository");

        var sections = File.ReadLines(Path.Combine(root.FullName, "docs", "replays.md")).Where(line => line.StartsWith("## ")).Select(line => line[3..]);

        ScenarioCatalog.All.Select(scenario => scenario.Name).ShouldBeSubsetOf(sections);
    }
}
