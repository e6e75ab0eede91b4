namespace Cloakroom.Replay.Portal;

/// <summary>A web root with the scripts of a code-split application, which the browser loads when they are needed.</summary>
internal sealed class AssetFolder : IAsyncDisposable
{
    public AssetFolder(int rounds, int count)
    {
        Path = Directory.CreateTempSubdirectory("cloakroom-replay-assets-").FullName;
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "assets"));
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < count; i++) File.WriteAllText(Path + Chunk(round, i), "export const chunk = true;\n");
        }
    }

    public string Path { get; }

    public static string Chunk(int round, int i) => $"/assets/chunk-{round}-{i}.js";

    public ValueTask DisposeAsync()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // Somebody tidied the temporary directory first.
        }

        return ValueTask.CompletedTask;
    }
}
