using Cloakroom.Console.Actions;
using Cloakroom.Console.Pages;
using Cloakroom.Incidents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom.Console.Hosting;

/// <summary>What people do here: each asked once more, with a reason, and written down.</summary>
/// <param name="mount">The console.</param>
/// <param name="pages">Its pages.</param>
/// <param name="handlers">Its answers.</param>
internal sealed class ConsoleChanges(Mount mount, ConsolePages pages, ConsoleHandlers handlers)
{
    private const int MaxReason = 500;

    /// <summary>Shows what would be done.</summary>
    public async Task<ConsolePage> AskAsync(HttpContext context, Links links, CancellationToken cancellationToken)
    {
        var confirmation = await PrepareAsync(context, links, field => context.Request.Query[field].ToString(), cancellationToken);
        return confirmation is null ? Unknown(links) : pages.Confirm(context, links, confirmation);
    }

    /// <summary>Does it.</summary>
    public async Task DoAsync(HttpContext context, Links links, IFormCollection form)
    {
        var cancellationToken = context.RequestAborted;
        if (await PrepareAsync(context, links, field => form[field].ToString(), cancellationToken) is not { } confirmation)
        {
            await handlers.WriteAsync(context, links, Unknown(links));
            return;
        }

        var reason = OneLine(form["reason"].ToString());
        var problem = reason.Length is 0 or > MaxReason ? $"Give a reason of at most {MaxReason} characters." : null;
        if (problem is null && !confirmation.IsImpossible)
        {
            // Not given up when the browser is: half of an action is worse than one that nobody saw the end of.
            problem = await confirmation.RunAsync(Mount.UserOf(context), reason, CancellationToken.None);
            if (problem is null)
                Log.Done(mount.Logger, Mount.UserOf(context), confirmation.Title, reason);
        }

        if (problem is null && !confirmation.IsImpossible)
        {
            SeeOther(context, Links.WithDone(confirmation.Back));
            return;
        }

        await handlers.WriteAsync(context, links, pages.Confirm(context, links, confirmation, problem, reason));
    }

    /// <summary>Adds a note to an incident.</summary>
    public async Task NoteAsync(HttpContext context, Links links, IFormCollection form)
    {
        var id = (string)context.GetRouteValue("id")!;
        var text = OneLine(form["text"].ToString());
        if (text.Length is 0 or > MaxReason)
        {
            await handlers.WriteAsync(context, links, ConsoleHandlers.Message("Not written", $"A note has 1 to {MaxReason} characters. Go back and change it.", links, StatusCodes.Status422UnprocessableEntity));
            return;
        }

        var note = new IncidentNote(mount.Store.Now, Mount.UserOf(context), text);
        if (await mount.Store.WriteAsync("add-incident-note", (store, token) => store.AddIncidentNoteAsync(id, note, token), CancellationToken.None))
            SeeOther(context, Links.WithDone(links.Incident(id)));
        else
            await handlers.WriteAsync(context, links, ConsoleHandlers.NotFound("No incident of that id is on record; the note was not written.", links));
    }

    private Task<Confirmation?> PrepareAsync(HttpContext context, Links links, Func<string, string> get, CancellationToken cancellationToken) =>
        ActionCatalog.PrepareAsync((string)context.GetRouteValue("action")!, new ActionContext(mount.Store, mount.Containment, mount.Feed, links, get), cancellationToken);

    private static ConsolePage Unknown(Links links) => ConsoleHandlers.NotFound("There is nothing like that to do here.", links);

    private static void SeeOther(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
    }

    // What is written down is a line, for the command line shows it too.
    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
