using System.Text.Json;
using Cloakroom.Probe.Inputs;

namespace Cloakroom.Probe.Scenarios.Reading;

/// <summary>One object of a file: gives members out by name, and tells of those that nobody asked for.</summary>
internal sealed class MemberReader(JsonPart part, ProblemList problems)
{
    private readonly Dictionary<string, JsonPart> _members = part.Members.ToDictionary(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public string Path => part.Path;

    /// <summary>Null when it is left out.</summary>
    public JsonPart? Take(string name)
    {
        _known.Add(name);
        return _members.GetValueOrDefault(name);
    }

    public JsonPart? Require(string name, string example)
    {
        var member = Take(name);
        if (member is null)
            problems.Add(part.Path, $"has no {name}.", $"Add \"{name}\": {example}.");
        return member;
    }

    public void Close()
    {
        foreach (var (name, member) in part.Members)
        {
            if (_known.Contains(name) || (part.Path.Length == 0 && name == "$schema"))
                continue;
            var near = NearestName.Of(name, _known);
            problems.Add(member.Path, "there is no such member.", near is null ? $"There are {string.Join(", ", _known.Order(StringComparer.Ordinal))}." : $"Did you mean {near}?");
        }
    }

    /// <returns>Null, with a problem, when it is no object.</returns>
    public static MemberReader? Open(JsonPart part, ProblemList problems, string expected)
    {
        if (part.Kind == JsonValueKind.Object)
            return new MemberReader(part, problems);
        problems.AddWrongKind(part, expected);
        return null;
    }
}
