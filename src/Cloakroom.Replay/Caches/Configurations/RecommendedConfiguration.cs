namespace Cloakroom.Replay.Caches.Configurations;

/// <summary>The files of <c>docs/caches</c>, which the probe's remedies are made of as well: what people are told to write is what is walked.</summary>
internal static class RecommendedConfiguration
{
    /// <param name="file">Its name, such as <c>nginx.conf</c>.</param>
    public static string Read(string file)
    {
        using var reader = new StreamReader(typeof(RecommendedConfiguration).Assembly.GetManifestResourceStream($"caches/{file}")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd();
    }
}
