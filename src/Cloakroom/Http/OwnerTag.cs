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

    internal static string Of(string? sessionId)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes("cloakroom owner v1:" + sessionId), hash);
        return Base64Url.EncodeToString(hash[..16]);
    }
}
