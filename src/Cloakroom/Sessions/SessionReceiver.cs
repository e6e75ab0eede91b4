using Cloakroom.Journal;
using Microsoft.AspNetCore.Authentication;

namespace Cloakroom.Sessions;

/// <summary>To whose browser a session was issued, where that is not its subject's: only while <c>cross-flow</c> is observed.</summary>
/// <remarks>It stays with the session's sealed properties, so that every node knows, and every use is recorded as what it is: somebody else's.</remarks>
internal static class SessionReceiver
{
    private const string Item = ".cloakroom.receiver";

    /// <summary>Null for a session in its own subject's browser.</summary>
    public static MixupParty? Of(AuthenticationProperties properties)
    {
        if (!properties.Items.TryGetValue(Item, out var text) || text is null)
            return null;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? MixupParty.Unknown : new MixupParty(Named(text[(space + 1)..]), Named(text[..space]));
    }

    /// <param name="properties">Of the session that is being made.</param>
    /// <param name="receiver">Null where there is none; what stood there is taken away.</param>
    public static void Set(AuthenticationProperties properties, MixupParty? receiver)
    {
        if (receiver is null)
            properties.Items.Remove(Item);
        else
            properties.Items[Item] = $"{receiver.SessionId} {receiver.Subject}";
    }

    private static string? Named(string text) => text.Length == 0 ? null : text;
}
