namespace Cloakroom.Alerts;

/// <summary>Takes secrets out of what others have written.</summary>
internal static class Redaction
{
    private const string Mark = "***";

    // Shorter parts of an address are words of its API, such as v2.
    private const int MinPart = 8;

    /// <param name="text">What they have written.</param>
    /// <param name="secrets">In any order.</param>
    public static string Of(string text, IEnumerable<string> secrets)
    {
        // Longest first, or one that is part of another would leave the rest of it.
        foreach (var secret in secrets.Where(secret => secret.Length > 1).OrderByDescending(secret => secret.Length))
            text = text.Replace(secret, Mark, StringComparison.OrdinalIgnoreCase);
        return text;
    }

    /// <summary>An address's path and query, and each part of them that may be a key by itself.</summary>
    public static IEnumerable<string> SecretsOf(Uri url) =>
        url.PathAndQuery.Split('/', '?', '&', '=').Where(part => part.Length >= MinPart).SelectMany(part => new[] { part, Uri.UnescapeDataString(part) }).Append(url.PathAndQuery);

    /// <summary>The value of an <c>Authorization</c> header, and what follows its scheme.</summary>
    public static IEnumerable<string> SecretsOf(string authorization) => authorization.Split(' ').Where(part => part.Length >= MinPart).Append(authorization);
}
