namespace Cloakroom.Console.Actions;

/// <summary>Everything that can be done here, by the name in its address.</summary>
internal static class ActionCatalog
{
    private static readonly Dictionary<string, Func<ActionContext, CancellationToken, Task<Confirmation?>>> Actions = new(StringComparer.Ordinal)
    {
        ["mode"] = ModeActions.SetAsync,
        ["end-all"] = EndActions.AllAsync,
        ["end-tenant"] = EndActions.TenantAsync,
        ["end-subject"] = EndActions.SubjectAsync,
        ["end-session"] = EndActions.SessionAsync,
        ["end-tag"] = (context, _) => Task.FromResult(EndActions.Tag(context)),
        ["close-incident"] = IncidentActions.CloseAsync,
        ["contain"] = IncidentActions.ContainAsync,
        ["open-incident"] = (context, _) => Task.FromResult(IncidentActions.Open(context)),
    };

    /// <summary>Finds out what an action would do.</summary>
    /// <returns>Null when there is no such action, or what it is to act on was not said.</returns>
    public static Task<Confirmation?> PrepareAsync(string name, ActionContext context, CancellationToken cancellationToken) =>
        Actions.TryGetValue(name, out var prepare) ? prepare(context, cancellationToken) : Task.FromResult<Confirmation?>(null);
}
