using System.Text.Json.Nodes;
using Cloakroom.Probe.Scenarios.Har;

namespace Cloakroom.Probe.Scenarios.Recording;

/// <summary>The requests with which somebody signed in, and what they sent as name and password.</summary>
/// <param name="Entries">In the order of the recording, the one with the password among them.</param>
/// <param name="Last">Where the last of them stands in the recording.</param>
/// <param name="User">Null when none was found. Secret.</param>
/// <param name="Password">Secret.</param>
internal sealed record SignInTrace(IReadOnlyList<HarEntry> Entries, int Last, string? User, string Password)
{
    private const int MostBetween = 12;

    /// <returns>Null when nobody signs in.</returns>
    public static SignInTrace? Find(IReadOnlyList<HarEntry> har)
    {
        // A first attempt may have failed: the last one counts. A sign-up has the password twice.
        var at = Enumerable.Range(0, har.Count).Reverse().Where(i => Texts(har[i]).Count(IsPassword) == 1).DefaultIfEmpty(-1).First();
        if (at < 0)
            return null;
        var password = Texts(har[at]).First(IsPassword).Value;
        // Name first and password on another page: the name came earlier.
        var named = Enumerable.Range(0, at + 1).Reverse().Take(MostBetween).Where(i => IsSent(har[i]) && SameSite(har[i], har[at]) && Texts(har[i]).Any(IsUser)).DefaultIfEmpty(-1).First();
        var entries = new List<HarEntry>();
        if (named >= 0 && named < at)
            entries.Add(har[named]);
        entries.Add(har[at]);
        var last = at;
        var second = Enumerable.Range(at + 1, Math.Min(MostBetween, har.Count - at - 1)).Where(i => Texts(har[i]).Any(field => FieldNames.IsOneTime(Leaf(field.Path), field.Value))).DefaultIfEmpty(-1).First();
        if (second >= 0)
        {
            entries.Add(har[second]);
            last = second;
        }

        return new SignInTrace(entries, last, named < 0 ? null : Texts(har[named]).First(IsUser).Value, password);
    }

    /// <summary>All fields of a request's body, of a form or of JSON, whose paths are joined by dots.</summary>
    public static IReadOnlyList<(string Path, string Value)> Texts(HarEntry entry)
    {
        if (!IsSent(entry))
            return [];
        if (!entry.PostType.Contains("json", StringComparison.Ordinal))
            return [.. entry.PostFields.Select(field => (field.Key, field.Value))];
        try
        {
            return [.. Leaves(JsonNode.Parse(entry.PostText), "")];
        }
        catch (System.Text.Json.JsonException)
        {
            return [];
        }
    }

    private static bool IsPassword((string Path, string Value) field) => field.Value.Length > 0 && FieldNames.IsPassword(Leaf(field.Path));

    private static bool IsUser((string Path, string Value) field) => field.Value.Length > 0 && FieldNames.IsUser(Leaf(field.Path)) && !FieldNames.IsToken(field.Value.Split('@')[0]);

    // The part that names the value: user[password], credentials.password.
    private static string Leaf(string path) => path.TrimEnd(']').Split('.', '[')[^1];

    private static bool IsSent(HarEntry entry) => entry.Method is "POST" or "PUT";

    private static bool SameSite(HarEntry one, HarEntry other) => one.Url.Host == other.Url.Host;

    private static IEnumerable<(string, string)> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject all => all.SelectMany(member => Leaves(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}")),
        JsonArray all => all.SelectMany((item, i) => Leaves(item, $"{path}.{i}")),
        JsonValue value when value.TryGetValue<string>(out var text) => [(path, text)],
        _ => [],
    };
}
