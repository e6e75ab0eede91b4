using System.Text;

namespace Cloakroom.Probe.Inputs;

/// <summary>The text of a file that somebody gave.</summary>
internal static class InputText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <param name="file">Where it is.</param>
    /// <param name="maxBytes">More than that is something else.</param>
    /// <param name="kind">What it should be: <c>scenario</c>.</param>
    /// <returns>Without a byte order mark.</returns>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static string Read(string file, int maxBytes, string kind)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            var buffer = new byte[16 * 1024];
            // Not by its length: a pipe has none.
            int read;
            while (content.Length <= maxBytes && (read = stream.Read(buffer)) > 0)
                content.Write(buffer, 0, read);
            if (content.Length > maxBytes)
                throw Wrong($"is larger than {maxBytes / 1_000_000} MB.", $"That is no {kind}; give another file.");
            var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
            return Strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong("is not UTF-8 text.", "Save it as UTF-8.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw failure switch
            {
                _ when Directory.Exists(file) => Wrong("is a directory.", $"Give the {kind}'s file."),
                FileNotFoundException or DirectoryNotFoundException => Wrong("there is no such file.", "Check the path."),
                UnauthorizedAccessException => Wrong("may not be read.", "Give yourself the right to read it."),
                _ => Wrong($"cannot be read ({failure.GetType().Name}).", "Check the path."),
            };
        }

        InputException Wrong(string what, string remedy) => new(new InputProblem(file, 0, null, what, remedy));
    }
}
