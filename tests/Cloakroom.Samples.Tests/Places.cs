using System.Reflection;

namespace Cloakroom.Samples.Tests;

/// <summary>Where things are on this machine.</summary>
internal static class Places
{
    private static readonly string[] Browsers = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } chosen
        ? [chosen]
        : ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public static string Notebook { get; } = Path.Combine(Metadata("RepositoryRoot"), "samples", "Notebook");

    public static string NotebookAssembly { get; } = Path.Combine(Notebook, "bin", Metadata("Configuration"), "net10.0", "Notebook.dll");

    /// <summary>Git-ignored; CI keeps it.</summary>
    public static string Screenshots { get; } = Path.Combine(Metadata("RepositoryRoot"), "artifacts", "screenshots", "notebook");

    /// <summary>Debian's, or the one that the environment variable <c>CHROMIUM</c> names.</summary>
    public static string? Chromium { get; } = Browsers.FirstOrDefault(File.Exists);

    private static string Metadata(string key) =>
        typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
