using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Edge.Cookies;
using Cloakroom.Edge.Sealing;
using Cloakroom.Journal;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Guard;

/// <summary>Compares whom the application says it made a response for with whom it goes to: catches pools and applications that swap responses.</summary>
internal sealed class OwnerCheck(Tagger tagger, MixupJournal journal)
{
    /// <summary>What an application says that made a response for nobody.</summary>
    public const string Nobody = "-";

    /// <summary>The tag of a session: base64url of SHA-256 over the session cookie's value, as the application gets it.</summary>
    public static string TagOf(string value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(value), hash);
        return Base64Url.EncodeToString(hash);
    }

    /// <summary>Takes the header away and compares it. An application that does not send it is not asked.</summary>
    /// <returns>False when the response belongs to somebody else and the rule is enforced.</returns>
    public async ValueTask<bool> IsOwnAsync(Exchange exchange, IHeaderDictionary headers, List<SetCookieLine> issued)
    {
        if (!headers.TryGetValue(CloakroomDefaults.OwnerTagHeader, out var owner))
            return true;
        headers.Remove(CloakroomDefaults.OwnerTagHeader);
        var tag = owner.ToString();
        if (tag == Nobody || exchange.Cookies.Exists(cookie => TagOf(cookie.Value) == tag) || issued.Exists(line => TagOf(line.Value) == tag))
            return true;
        var blocks = await journal.ReportAsync(
            MixupKind.ForeignOwner,
            exchange.Policy.Rules.ForeignOwner,
            MixupParty.Unknown,
            exchange.Cookies.Count > 0 && exchange.Cookies[0] is var own ? exchange.Presenter(tagger) with { SessionId = tagger.OfValue(own.Value).ToString() } : exchange.Presenter(tagger),
            exchange.RouteName,
            "The application made the response for another session than the request's.");
        return !blocks;
    }
}
