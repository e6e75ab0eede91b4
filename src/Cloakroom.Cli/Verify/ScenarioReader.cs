using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Cloakroom.Cli.Control;

namespace Cloakroom.Cli.Verify;

/// <summary>Reads a scenario, and tells all that is wrong with it at once.</summary>
internal static partial class ScenarioReader
{
    private const int MaxBytes = 1_000_000;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <param name="file">Where it is.</param>
    /// <param name="environment">Values of variables, for <c>${NAME}</c>: passwords need not stand in the file.</param>
    /// <exception cref="ControlException">It cannot be used; says where and why.</exception>
    public static Scenario Read(string file, Func<string, string?> environment)
    {
        var name = Text.Printable(file);
        Scenario scenario;
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > MaxBytes })
                throw new ControlException($"{name}: larger than a megabyte; that is no scenario.");
            scenario = JsonSerializer.Deserialize<Scenario>(File.ReadAllText(file), Options) ?? throw new ControlException($"{name}: empty. See docs/verify.md.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlException($"{name}: cannot be read: {e.Message}");
        }
        catch (JsonException e)
        {
            // Its message may quote what stands there, which may be a password; where it is says enough.
            var missing = MissingPattern().Match(e.Message) is { Success: true } match ? $" {match.Groups[1].Value} missing." : "";
            throw new ControlException($"{name}: not a scenario at {e.Path ?? "$"}, line {e.LineNumber + 1}.{missing} See docs/verify.md.");
        }

        var problems = new List<string>();
        scenario = scenario with { Users = [.. scenario.Users.Select((user, i) => Expanded(user, i, environment, problems))] };
        Check(scenario, problems);
        return problems.Count == 0 ? scenario : throw new ControlException($"{name}: {string.Join(" ", problems)} See docs/verify.md.");
    }

    private static Dictionary<string, string> Expanded(IReadOnlyDictionary<string, string> user, int number, Func<string, string?> environment, List<string> problems) =>
        user.ToDictionary(value => value.Key, value => VariablePattern().Replace(value.Value, match =>
        {
            if (environment(match.Groups[1].Value) is { Length: > 0 } found)
                return found;
            problems.Add($"users[{number}].{value.Key}: the environment has no {match.Groups[1].Value}.");
            return "";
        }));

    private static void Check(Scenario scenario, List<string> problems)
    {
        if (scenario.Users.Count != 2)
        {
            problems.Add($"users: give exactly two, not {scenario.Users.Count}.");
            return;
        }

        if (scenario.SignIn.Count == 0)
            problems.Add("signIn: give at least one request.");
        var known = scenario.Users[0].Keys.Intersect(scenario.Users[1].Keys).ToHashSet(StringComparer.Ordinal);
        foreach (var (step, place) in scenario.SignIn.Select((step, i) => (step, $"signIn[{i}]")).Concat(scenario.SignOut.Select((step, i) => (step, $"signOut[{i}]"))))
            Check(step, place, known, problems);
        Check(scenario.WhoAmI.Path, "whoAmI.path", problems);
        if (scenario.WhoAmI.Shows.Length == 0)
            problems.Add("whoAmI.shows: empty; give the text by which a user knows that it is them.");
        var (first, second) = (scenario.ShownOf(0), scenario.ShownOf(1));
        if (first.Contains(second, StringComparison.Ordinal) || second.Contains(first, StringComparison.Ordinal))
            problems.Add("whoAmI.shows: the same for both users, or one within the other; nobody could tell them apart.");
    }

    private static void Check(Step step, string place, HashSet<string> known, List<string> problems)
    {
        Check(step.Path, $"{place}.path", problems);
        if (step is { Form: not null, Json: not null })
            problems.Add($"{place}: give form or json, not both.");
        var texts = step.Headers.Values.Concat(step.Form?.Values ?? []).Append(step.Path).Concat(step.Json is { } json ? Strings(json) : []);
        foreach (var name in texts.SelectMany(Placeholders.In).Distinct().Where(name => !known.Contains(name)))
            problems.Add($"{place}: {{{name}}} is neither a value of both users nor extracted before.");
        foreach (var (name, pattern) in step.Extract)
        {
            try
            {
                if (new Regex(pattern).GetGroupNumbers().Length < 2)
                    problems.Add($"{place}.extract.{name}: has no group; put what is to be taken in parentheses.");
            }
            catch (ArgumentException)
            {
                problems.Add($"{place}.extract.{name}: not a regular expression.");
            }

            known.Add(name);
        }
    }

    private static void Check(string path, string place, List<string> problems)
    {
        if (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal))
            problems.Add($"{place}: begin with one slash; --url says where.");
    }

    private static IEnumerable<string> Strings(JsonNode node) => node switch
    {
        JsonObject all => all.SelectMany(member => member.Value is { } value ? Strings(value) : []),
        JsonArray all => all.SelectMany(value => value is null ? [] : Strings(value)),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex VariablePattern();

    [GeneratedRegex(@"missing required properties including: (.*?)\.", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MissingPattern();
}
