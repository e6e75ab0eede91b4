using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Cloakroom.Cli.Verify;

/// <summary>How two test users sign in, and how to see who they are. As in the file.</summary>
internal sealed record Scenario
{
    /// <summary>Requests that sign a user in, in order.</summary>
    public required IReadOnlyList<Step> SignIn { get; init; }

    /// <summary>A page that shows who is signed in.</summary>
    public required WhoAmI WhoAmI { get; init; }

    /// <summary>Requests that sign a user out at the end; none when the sessions may stay.</summary>
    public IReadOnlyList<Step> SignOut { get; init; } = [];

    /// <summary>Exactly two, each with the values that steps name in braces.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, string>> Users { get; init; }

    /// <summary>Cookies that carry the session; empty to take those that both users get at sign-in, with different values.</summary>
    public IReadOnlyList<string> SessionCookies { get; init; } = [];

    /// <summary>Cookies that may well have the same long value for both, such as an experiment's.</summary>
    public IReadOnlyList<string> SharedCookies { get; init; } = [];

    /// <summary>The text by which the page shows a user.</summary>
    public string ShownOf(int user) => Placeholders.Fill(WhoAmI.Shows, Users[user]);
}

/// <summary>One request.</summary>
internal sealed record Step
{
    public string Method { get; init; } = "GET";

    /// <summary>Path and query, on the public address.</summary>
    public required string Path { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Fields of a form.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    /// <summary>A body in JSON instead of a form.</summary>
    public JsonNode? Json { get; init; }

    /// <summary>What later steps name in braces: regular expressions whose first group is the value, found in the answer's body.</summary>
    public IReadOnlyDictionary<string, string> Extract { get; init; } = new Dictionary<string, string>();

    /// <summary>Statuses that will do; empty for anything below 400.</summary>
    public IReadOnlyList<int> Expect { get; init; } = [];
}

/// <param name="Path">Path and query.</param>
/// <param name="Shows">What the page shows of a user and of nobody else, with values of the user in braces: <c>Hello {name}!</c>.</param>
internal sealed record WhoAmI(string Path, string Shows);

/// <summary><c>{name}</c> in texts.</summary>
internal static partial class Placeholders
{
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Pattern().Replace(text, match => values.TryGetValue(match.Groups[1].Value, out var value) ? value : match.Value);

    public static IEnumerable<string> In(string text) => Pattern().Matches(text).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\{([A-Za-z][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
