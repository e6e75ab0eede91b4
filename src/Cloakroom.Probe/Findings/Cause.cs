using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Probe.Findings;

/// <summary>
/// What one finding is made of. Whatever of another's is in the responses of one route has one cause, in however many ways it shows: content, several cookies, a name.
/// A page's path variants have another for as long as the page itself keeps people apart.
/// </summary>
/// <param name="Kind"><see cref="Leak"/>, or the check's code.</param>
/// <param name="Method">Of the request.</param>
/// <param name="Route">Of the page, for its variants as well; with its host where that is another than the site's.</param>
/// <param name="IsVariant">Seen at path variants of the route.</param>
internal readonly record struct Cause(string Kind, string Method, string Route, bool IsVariant)
{
    /// <summary>Somebody got what is another's.</summary>
    public const string Leak = "leak";

    public static string KindOf(CheckKind check) => check is CheckKind.ForeignMarker or CheckKind.ForeignCookie or CheckKind.WrongIdentity ? Leak : check.Code();

    /// <summary>The same in another run.</summary>
    public string Id() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Kind}\n{Method}\n{Route}\n{(IsVariant ? "variant" : "")}")))[..12];
}
