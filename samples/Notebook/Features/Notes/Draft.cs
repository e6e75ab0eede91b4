using System.Text.Json;

namespace Notebook.Features.Notes;

/// <summary>What a visitor wrote before signing in. It waits in the session, and Cloakroom carries it over to the new session at sign-in.</summary>
public static class Draft
{
    private const string Key = "draft";

    public static NoteForm? Read(ISession session) =>
        session.TryGetValue(Key, out var stored) ? JsonSerializer.Deserialize<NoteForm>(stored) : null;

    public static void Keep(ISession session, NoteForm form) => session.Set(Key, JsonSerializer.SerializeToUtf8Bytes(form));

    public static void Discard(ISession session) => session.Remove(Key);
}
