using System.CommandLine;
using System.Text;
using Cloakroom.Cli.Edge;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Configuration.Schema;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Configuration;

/// <summary>
/// A file of <c>Cases/</c>: the command line after <c>$</c>, variables as <c>CLOAKROOM_EDGE_…=…</c>, the text of <c>edge.json</c>; a dashed line; then each
/// problem and, when there is no error, what is set.
/// </summary>
internal sealed class ConfigurationCase(string name)
{
    private const string Dashes = "----------\n";

    private readonly string[] _parts = File.ReadAllText(Path.Combine(Folder, name + ".txt")).Split(Dashes, 2);

    public static string Folder { get; } = Repository.PathOf("tests", "Cloakroom.Edge.Tests", "Configuration", "Cases");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    public string Expected => _parts[1];

    public string Run()
    {
        using var directory = new TemporaryDirectory();
        var result = EdgeConfiguration.Read(Sources(directory), new ManualClock());
        var output = new StringBuilder();
        foreach (var error in result.Errors) output.Append("error ").Append(error).Append('\n');
        foreach (var warning in result.Warnings) output.Append("warning ").Append(warning).Append('\n');
        if (result.Options is { } options) output.Append(EdgeJson.Text(EdgeJson.WriteWhatIsSet(options))).Append('\n');
        return output.ToString();
    }

    private EdgeSources Sources(TemporaryDirectory directory)
    {
        string[] args = [];
        var environment = new Dictionary<string, string>();
        var json = new StringBuilder();
        foreach (var line in _parts[0].Split('\n'))
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal)) args = line[2..].Split(' ');
            else if (json.Length == 0 && line.StartsWith("CLOAKROOM_EDGE_", StringComparison.Ordinal)) environment.Add(line[..line.IndexOf('=')], line[(line.IndexOf('=') + 1)..]);
            else if (json.Length > 0 || line.Length > 0) json.Append(line).Append('\n');
        }

        var options = new EdgeCommandOptions();
        var command = new RootCommand();
        foreach (var option in options.All) command.Add(option);
        var sources = options.Sources(command.Parse(args), environment);
        return json.Length == 0 ? sources : sources with { File = directory.Write("edge.json", json.ToString().TrimEnd('\n')) };
    }
}
