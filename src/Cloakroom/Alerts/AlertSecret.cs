namespace Cloakroom.Alerts;

/// <summary>Something that may be given in clear, in a file or in a variable.</summary>
/// <param name="Name">What it is, for messages: <c>Secret</c>.</param>
/// <param name="Value">In clear.</param>
/// <param name="File">Path of a file.</param>
/// <param name="Variable">Name of a variable.</param>
internal readonly record struct AlertSecret(string Name, string? Value, string? File, string? Variable)
{
    private const int MaxLength = 4_096;

    public static AlertSecret UrlOf(AlertDestinationOptions options) => new("Url", options.Url, options.UrlFile, options.UrlVariable);

    public static AlertSecret SecretOf(AlertDestinationOptions options) => new("Secret", options.Secret, options.SecretFile, options.SecretVariable);

    /// <summary>In how many places it is given; more than one is a mistake.</summary>
    public int Places => new[] { Value, File, Variable }.Count(place => !string.IsNullOrEmpty(place));

    /// <summary>Reads it where it is. Line breaks at the end, which editors add, are not of it.</summary>
    /// <param name="problem">What is wrong; null when nothing is.</param>
    /// <returns>Null when it is not given, or not there.</returns>
    public string? Read(out string? problem)
    {
        problem = null;
        if (!string.IsNullOrEmpty(Value))
            return Value;
        if (!string.IsNullOrEmpty(Variable))
        {
            var value = Environment.GetEnvironmentVariable(Variable);
            problem = string.IsNullOrEmpty(value) ? $"the environment variable {Variable} is not set" : null;
            return problem is null ? value : null;
        }

        return string.IsNullOrEmpty(File) ? null : ReadFile(File, out problem);
    }

    // Not its value, whoever prints it.
    public override string ToString() => Name;

    private static string? ReadFile(string file, out string? problem)
    {
        problem = null;
        try
        {
            using var stream = System.IO.File.OpenRead(file);
            if (stream.Length > MaxLength)
            {
                problem = $"the file {file} is too large to hold one secret";
                return null;
            }

            using var reader = new StreamReader(stream);
            var value = reader.ReadToEnd().TrimEnd('\r', '\n');
            problem = value.Length == 0 ? $"the file {file} is empty" : null;
            return problem is null ? value : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = $"the file {file} is missing or may not be read";
            return null;
        }
    }
}
