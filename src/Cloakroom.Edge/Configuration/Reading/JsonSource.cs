using System.Text;
using System.Text.Json;

namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>Settings from <c>edge.json</c>, each with its line. Comments and trailing commas are allowed.</summary>
internal static class JsonSource
{
    /// <summary>Far more than any configuration, far less than what would hurt.</summary>
    public const int MaxSize = 4 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <remarks>A problem without a key says that the file could not be read as a whole.</remarks>
    public static IReadOnlyList<Setting> Read(string file, List<ConfigurationProblem> problems)
    {
        byte[] content;
        try
        {
            content = ReadBounded(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(Unreadable(file, failure));
            return [];
        }

        return Parse(file, content, problems);
    }

    public static IReadOnlyList<Setting> Parse(string file, ReadOnlySpan<byte> content, List<ConfigurationProblem> problems)
    {
        if (content.StartsWith(Encoding.UTF8.Preamble))
            content = content[Encoding.UTF8.Preamble.Length..];
        var name = Path.GetFileName(file);
        try
        {
            if (content.Length > MaxSize)
                throw new JsonException($"The file is larger than {MaxSize / 1024 / 1024} MB.", null, 0, null);
            _ = Strict.GetCharCount(content);
            return new JsonWalk(name, content, problems).Read();
        }
        catch (JsonException syntax)
        {
            var line = (syntax.LineNumber ?? 0) + 1;
            problems.Add(new ConfigurationProblem(true, new SettingPlace($"{name}:{line}", false), null, $"not JSON: {Sentence(syntax.Message)}", "Correct it there or just before."));
        }
        catch (DecoderFallbackException)
        {
            problems.Add(new ConfigurationProblem(true, new SettingPlace(name, false), null, "not UTF-8 text.", "Save it as UTF-8."));
        }

        return [];
    }

    private static byte[] ReadBounded(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while (content.Length <= MaxSize && (read = stream.Read(buffer)) > 0)
            content.Write(buffer, 0, read);
        return content.ToArray();
    }

    private static ConfigurationProblem Unreadable(string file, Exception failure)
    {
        var (what, remedy) = failure switch
        {
            _ when Directory.Exists(file) => ("is a directory.", "Give the file: --config DIRECTORY/edge.json."),
            FileNotFoundException or DirectoryNotFoundException => ("there is no such file.", "Check the path given with --config."),
            UnauthorizedAccessException => ("may not be read.", "Give the user that the edge runs as the right to read it."),
            _ => ($"cannot be read ({failure.GetType().Name}).", "Check the path given with --config."),
        };
        return new ConfigurationProblem(true, new SettingPlace(Shown.Of(file), false), null, what, remedy);
    }

    // The reader appends where it was, in a form for programmers, and ways to set its own options.
    private static string Sentence(string message)
    {
        if (message.StartsWith("Expected depth to be zero", StringComparison.Ordinal) || message.StartsWith("Expected start of a property name or value, but instead reached end", StringComparison.Ordinal))
            return "the file ends before everything that was opened is closed.";
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var hint = message.IndexOf(" Change the reader options.", StringComparison.Ordinal);
        var cut = new[] { end, hint }.Where(at => at >= 0).DefaultIfEmpty(message.Length).Min();
        return message[..cut].TrimEnd();
    }
}
