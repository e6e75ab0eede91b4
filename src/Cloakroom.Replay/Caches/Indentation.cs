namespace Cloakroom.Replay.Caches;

/// <summary>Puts a part of a configuration where it belongs.</summary>
internal static class Indentation
{
    public static string By(string indent, string lines) =>
        string.Join('\n', lines.Split('\n').Select(line => line.Length == 0 ? line : indent + line));
}
