using System.Text.Json;
using Cloakroom.Probe.Inputs;

namespace Cloakroom.Probe.Scenarios.Reading;

/// <summary>What is wrong with a file in JSON; knows the line of every path.</summary>
internal sealed class ProblemList(string file)
{
    private readonly Dictionary<string, JsonPart> _parts = new(StringComparer.Ordinal);

    public List<InputProblem> All { get; } = [];

    /// <summary>In the order of the lines.</summary>
    public IEnumerable<InputProblem> Sorted => All.Distinct().OrderBy(problem => problem.Line);

    public void Learn(JsonPart part)
    {
        _parts[part.Path] = part;
        foreach (var (_, member) in part.Members) Learn(member);
        foreach (var item in part.Items) Learn(item);
    }

    /// <summary>Whether the file has it.</summary>
    public bool Knows(string path) => _parts.ContainsKey(path);

    public void Add(string path, string what, string remedy)
    {
        var at = path;
        while (!_parts.ContainsKey(at) && at.Length > 0)
            at = at[..Math.Max(0, at.LastIndexOfAny(['.', '[']))];
        var part = _parts.GetValueOrDefault(at);
        // A step may be a bare text, and then has no path of its own.
        All.Add(new InputProblem(file, part?.Line ?? 0, part is { Kind: JsonValueKind.String } ? at : path, what, remedy));
    }

    public void AddWrongKind(JsonPart part, string expected) => Add(part.Path, $"is {Name(part.Kind)}.", $"Write {expected}.");

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
