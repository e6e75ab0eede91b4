using System.Text.RegularExpressions;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Tests.Docs;

/// <summary>What the documentation says of the repository is so.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public async Task Readme_Quickstart_IsTheSampleThatCompiles()
    {
        var readme = await ReadAsync("README.md");
        var sample = await ReadAsync("samples/Quickstart/Program.cs");

        readme.ShouldContain($"```csharp\n{sample.Trim()}\n```");
    }

    [Fact]
    public async Task Asvs_EveryTestNamed_Exists()
    {
        var named = TestName().Matches(await ReadAsync("docs/asvs.md")).Select(match => match.Groups[1].Value).Distinct().ToList();
        var sources = Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();

        named.Count.ShouldBeGreaterThan(15);
        named.Where(name => !sources.Any(source => source.Contains($" {name}(", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Documents_EveryFileLinkedOrNamed_Exists()
    {
        string[] documents =
        [
            "README.md", "CONTRIBUTING.md", "samples/Notebook/README.md",
            .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Repository.Root, path)),
        ];
        var missing = new List<string>();
        foreach (var document in documents)
        {
            var folder = Path.GetDirectoryName(Repository.PathOf(document))!;
            var text = await ReadAsync(document);
            foreach (Match link in Link().Matches(text))
            {
                if (!Path.Exists(Path.Combine(folder, link.Groups[1].Value)))
                    missing.Add($"{document}: {link.Groups[1].Value}");
            }

            foreach (Match named in SourceFile().Matches(text))
            {
                if (!Path.Exists(Repository.PathOf("src/Cloakroom", named.Groups[1].Value)) && !Path.Exists(Repository.PathOf(named.Groups[1].Value)))
                    missing.Add($"{document}: {named.Groups[1].Value}");
            }
        }

        missing.ShouldBeEmpty();
    }

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(Repository.PathOf(path), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"`([A-Z][A-Za-z]+_[A-Za-z0-9]+_[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|Sessions|Http|Control|Journal|Hosting|Identity)/[A-Za-z./]+\.cs)`")]
    private static partial Regex SourceFile();
}
