using Cloakroom.Journal;
using Microsoft.AspNetCore.Authentication;

namespace Cloakroom.Sessions;

/// <summary>To whose browser a session was issued, where that is not its subject's: only while <c>cross-flow</c> is observed.</summary>
/// <remarks>It stays with the session's sealed properties, so that every node knows, and every use is recorded as what it is: somebody else's.</remarks>
internal static class SessionReceiver
{
    private const string Session = ".cloakroom.receiver";
    private const string Subject = ".cloakroom.receiver.subject";
    private const string Tenant = ".cloakroom.receiver.tenant";

    /// <summary>Null for a session in its own subject's browser.</summary>
    public static MixupParty? Of(AuthenticationProperties properties) => !properties.Items.TryGetValue(Session, out var session)
        ? null
        : new MixupParty(properties.GetString(Subject), session is { Length: > 0 } ? session : null) { Tenant = properties.GetString(Tenant) };

    /// <param name="properties">Of the session that is being made.</param>
    /// <param name="receiver">Null where there is none; what stood there is taken away.</param>
    public static void Set(AuthenticationProperties properties, MixupParty? receiver)
    {
        // Of a browser that had no session there is nothing to say but that it is not the subject's.
        properties.SetString(Session, receiver is null ? null : receiver.SessionId ?? "");
        properties.SetString(Subject, receiver?.Subject);
        properties.SetString(Tenant, receiver?.Tenant);
    }
}
