using Cloakroom.Console.Pages;
using Cloakroom.Console.Reading;
using Cloakroom.Control;
using Cloakroom.Incidents;

namespace Cloakroom.Console.Actions;

/// <summary>What an action is prepared with.</summary>
/// <param name="Store">The store.</param>
/// <param name="Containment">Ends the sessions that an incident is about.</param>
/// <param name="Feed">This node's view of control, to be told at once; null where the console runs alone.</param>
/// <param name="Links">The console's addresses.</param>
/// <param name="Get">A field of the request; empty when there is none.</param>
internal sealed record ActionContext(ConsoleStore Store, Containment Containment, ControlFeed? Feed, Links Links, Func<string, string> Get)
{
    /// <summary>As long as a subject, a tenant or a route can be worth showing.</summary>
    private const int MaxName = 500;

    /// <summary>A field that names somebody or something; null when there is none, or none of a possible length.</summary>
    public string? Name(string field) => Get(field) is { Length: > 0 and <= MaxName } value ? value : null;

    /// <summary>After a change: in force on this node at once. Others hear of it within a second.</summary>
    public Task ConfirmAsync() => Feed?.ConfirmQuietlyAsync() ?? Task.CompletedTask;

    public ControlEntry Entry(string action, string by, string why) => new(Store.Now, action, by, why);
}
