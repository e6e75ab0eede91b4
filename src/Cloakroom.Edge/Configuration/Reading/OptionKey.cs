using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>Names of options: <c>Upstreams:0:Url</c> inside, <c>upstreams[0].url</c> for people.</summary>
internal static class OptionKey
{
    public static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}:{name}";

    public static string At(string list, int index) => Join(list, index.ToString(CultureInfo.InvariantCulture));

    public static bool IsIndex(string segment, out int index) => int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out index);

    /// <summary>Whether <paramref name="key"/> is <paramref name="ancestor"/> or below it.</summary>
    public static bool IsWithin(string key, string ancestor) =>
        key.StartsWith(ancestor, StringComparison.OrdinalIgnoreCase) && (key.Length == ancestor.Length || key[ancestor.Length] == ':');

    public static string Show(string key)
    {
        var shown = new StringBuilder();
        foreach (var segment in key.Split(':'))
        {
            if (IsIndex(segment, out _))
            {
                shown.Append('[').Append(segment).Append(']');
                continue;
            }

            if (shown.Length > 0)
                shown.Append('.');
            shown.Append(JsonNamingPolicy.CamelCase.ConvertName(Shown.Of(segment)));
        }

        return shown.ToString();
    }
}
