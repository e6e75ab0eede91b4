using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Edge.Forwarding;

/// <summary>Headers that a <c>Connection</c> header names are between two hops and do not go on (RFC 9110 section 7.6.1).</summary>
/// <remarks>Beside <c>keep-alive</c> Kestrel keeps no other option of the header, so what is nominated together with it goes on.</remarks>
internal static class ConnectionOptions
{
    /// <summary>The header's value when it names any; null for the usual ones, which name none.</summary>
    public static string? NominatedBy(in StringValues connection)
    {
        if (connection.Count == 1)
        {
            var only = connection[0];
            if (only is null || IsUsual(only))
                return null;
        }

        return connection.ToString();
    }

    public static void Remove(HttpRequestMessage request, string nominated)
    {
        foreach (var range in nominated.AsSpan().Split(','))
        {
            if (Name(nominated, range) is { } name && request.Headers.NonValidated.Contains(name))
                request.Headers.Remove(name);
        }
    }

    public static void Remove(IHeaderDictionary headers, string nominated)
    {
        foreach (var range in nominated.AsSpan().Split(','))
        {
            if (Name(nominated, range) is { } name)
                headers.Remove(name);
        }
    }

    // What frames or carries the message is for every recipient, whoever nominates it.
    private static string? Name(string nominated, Range range)
    {
        var name = nominated.AsSpan(range).Trim().ToString();
        return name.Length == 0 || IsUsual(name) || !IsToken(name)
            || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || name.Equals("Host", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase) || name.Equals("Cache-Control", StringComparison.OrdinalIgnoreCase)
            ? null
            : name;
    }

    private static bool IsUsual(string option) =>
        option.Equals("keep-alive", StringComparison.OrdinalIgnoreCase) || option.Equals("close", StringComparison.OrdinalIgnoreCase) || option.Equals("upgrade", StringComparison.OrdinalIgnoreCase);

    private static bool IsToken(string name)
    {
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.' or '!' or '#' or '$' or '%' or '&' or '\'' or '*' or '+' or '^' or '`' or '|' or '~'))
                return false;
        }

        return true;
    }
}
