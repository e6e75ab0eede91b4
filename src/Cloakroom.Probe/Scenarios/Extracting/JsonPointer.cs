using System.Globalization;
using System.Text.Json;

namespace Cloakroom.Probe.Scenarios.Extracting;

/// <summary>RFC 6901.</summary>
internal static class JsonPointer
{
    public static bool IsValid(string pointer) => (pointer.Length == 0 || pointer[0] == '/') && pointer.Replace("~0", "", StringComparison.Ordinal).Replace("~1", "", StringComparison.Ordinal).IndexOf('~', StringComparison.Ordinal) < 0;

    /// <returns>Null when there is nothing.</returns>
    public static JsonElement? Find(JsonElement root, string pointer)
    {
        var at = root;
        foreach (var token in pointer.Split('/').Skip(1))
        {
            var name = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var member))
                at = member;
            else if (at.ValueKind == JsonValueKind.Array && Index(name) is { } index && index < at.GetArrayLength())
                at = at[index];
            else
                return null;
        }

        return at;
    }

    private static int? Index(string token) =>
        (token == "0" || !token.StartsWith('0')) && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}
