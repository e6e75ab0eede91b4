using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Cloakroom.Console.Hosting;

/// <summary>A file of the console's own, in the assembly.</summary>
/// <param name="Name">With a hash of its content, so that browsers may keep it for ever.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record ConsoleAsset(string Name, string ContentType, byte[] Content)
{
    public static ConsoleAsset Style { get; } = Load("console", "css", "text/css; charset=utf-8");

    public static ConsoleAsset Script { get; } = Load("console", "js", "text/javascript; charset=utf-8");

    public static FrozenDictionary<string, ConsoleAsset> All { get; } = new[] { Style, Script }.ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    private static ConsoleAsset Load(string name, string extension, string contentType)
    {
        using var stream = typeof(ConsoleAsset).Assembly.GetManifestResourceStream($"{name}.{extension}")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new ConsoleAsset($"{name}.{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}.{extension}", contentType, content);
    }
}
