using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Http;

/// <summary>Names the session that something was made for, without naming the session.</summary>
public static class OwnerTag
{
    /// <summary>
    /// The owner tag of the request's session, or that of nobody. An inner application or proxied back end that puts it into the response
    /// header <see cref="CloakroomDefaults.OwnerTagHeader"/> has the response stopped when it reaches another session's request
    /// (mix-up <c>foreign-owner</c>). The header never leaves.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <returns>22 characters that differ between sessions and stay the same over rotation.</returns>
    public static string GetCloakroomOwnerTag(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Of(context.Features.Get<ICloakroomFeature>()?.Session?.Id);
    }

    /// <summary>A Cloakroom edge in front says so, and takes the tag that it is answered with out of the response.</summary>
    internal const string EdgeHeader = "Cloakroom-Edge";

    /// <summary>What an edge is told that a response was made for nobody.</summary>
    internal const string Nobody = "-";

    /// <summary>The tag that an edge, which knows cookies but not sessions, can compare: SHA-256 of the session cookie's value.</summary>
    internal static string ForEdge(string cookieValue)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(cookieValue), hash);
        return Base64Url.EncodeToString(hash);
    }

    internal static string Of(string? sessionId)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes("cloakroom owner v1:" + sessionId), hash);
        return Base64Url.EncodeToString(hash[..16]);
    }
}
