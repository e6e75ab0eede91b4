using Cloakroom.Console.Pages;
using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Console.Actions;

/// <summary>Ending sessions.</summary>
internal static class EndActions
{
    private const string SignInAgain = "Whoever has one is asked to sign in again with their next request. Nothing else of theirs is touched.";

    public static async Task<Confirmation?> AllAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var live = await LiveSessions.CountAsync(context.Store, EpochScope.All, null, cancellationToken);
        return Advance(context, EpochScope.All, null, "End all sessions of everybody?", $"This ends {live}, anonymous ones too, and yours if it is one of them.", "End all sessions", context.Links.Control, "revoke all", []);
    }

    public static async Task<Confirmation?> TenantAsync(ActionContext context, CancellationToken cancellationToken)
    {
        if (context.Name("tenant") is not { } tenant)
            return null;
        var live = await LiveSessions.CountAsync(context.Store, EpochScope.Tenant, tenant, cancellationToken);
        return Advance(context, EpochScope.Tenant, tenant, $"End all sessions of the tenant {Say.Text(tenant)}?", $"This ends {live}.", "End the tenant's sessions", context.Links.Control, $"revoke tenant {tenant}", [new("tenant", tenant)]);
    }

    public static async Task<Confirmation?> SubjectAsync(ActionContext context, CancellationToken cancellationToken)
    {
        if (context.Name("subject") is not { } subject)
            return null;
        var live = await LiveSessions.CountAsync(context.Store, EpochScope.Subject, subject, cancellationToken);
        return Advance(context, EpochScope.Subject, subject, $"End all sessions of {Say.Text(subject)}?", $"This ends {live}.", "End all their sessions", context.Links.SessionsOf(subject), $"revoke subject {subject}", [new("subject", subject)]);
    }

    public static async Task<Confirmation?> SessionAsync(ActionContext context, CancellationToken cancellationToken)
    {
        if (context.Name("subject") is not { } subject || context.Name("id") is not { } id)
            return null;
        var found = await context.Store.ReadAsync("find-by-id", (inner, token) => inner.FindByIdAsync(id, token), cancellationToken);
        var isThere = found?.Subject == subject && found.Status == RecordStatus.Live;
        return new Confirmation(
            $"End this session of {Say.Text(subject)}?",
            isThere
                ? [$"This ends 1 session: {Say.Text(found!.ClientLabel ?? "an unknown browser")}, signed in {Say.Day(found.CreatedAt)}, {Say.Minute(found.CreatedAt)}; id {id}.", "Whoever has it is asked to sign in again with their next request."]
                : [$"{Say.Text(subject)} has no live session of the id {Say.Text(id)}: it has ended already."],
            "End this session",
            context.Links.SessionsOf(subject),
            [new("subject", subject), new("id", id)],
            async (by, why, token) =>
            {
                var entry = context.Entry($"end session {id} of {subject}", by, why);
                var ended = await context.Store.WriteAsync("revoke-by-id", (inner, cancel) => inner.RevokeByIdAsync(subject, id, entry, cancel), token);
                await context.ConfirmAsync();
                return ended ? null : "It has ended already, by somebody or something else.";
            })
        {
            IsImpossible = !isThere,
        };
    }

    /// <summary>For edges: a session value or a browser, by its tag. Whether there is such a one nobody knows until it is ended.</summary>
    public static Confirmation? Tag(ActionContext context)
    {
        var given = context.Get("tag");
        var tag = given.StartsWith(MixupParty.Browser, StringComparison.Ordinal) ? given[MixupParty.Browser.Length..] : given;
        var bits = PublicId.BitsOf(tag);
        if (bits == 0 || context.Store.Edges is null)
            return null;
        return new Confirmation(
            "End what this tag names?",
            [$"This ends the session value or the browser that edges name {tag}: whatever was sealed with it up to now.", SignInAgain],
            "End it",
            context.Links.SessionsOf(tag),
            [new("tag", tag)],
            async (by, why, token) =>
            {
                await context.Store.RevokeTagsAsync([bits], context.Entry($"revoke tag {tag}", by, why), token);
                return null;
            });
    }

    private static Confirmation Advance(
        ActionContext context, EpochScope scope, string? name, string title, string consequence, string verb, string back, string action, IReadOnlyList<KeyValuePair<string, string>> fields) => new(
            title,
            [consequence, SignInAgain],
            verb,
            back,
            fields,
            async (by, why, token) =>
            {
                await context.Store.WriteAsync(
                    "advance-epoch",
                    async (store, inner) =>
                    {
                        await store.AdvanceEpochAsync(scope, name, context.Entry(action, by, why), inner);
                        return true;
                    },
                    token);
                await context.ConfirmAsync();
                return null;
            });
}
