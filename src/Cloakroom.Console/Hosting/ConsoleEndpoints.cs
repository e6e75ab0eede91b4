using System.Globalization;
using Cloakroom.Http;
using Cloakroom.Incidents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom.Console.Hosting;

/// <summary>The console's table of contents: what is answered where.</summary>
internal static class ConsoleEndpoints
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, AuthorizationCheck check)
    {
        // Made with the first request: the store may be built only once everything is set up.
        var mount = new Lazy<Mount>(() => new Mount(endpoints.ServiceProvider, check));
        var group = endpoints.MapGroup(pattern);

        Page("", pages => (_, links, token) => pages.OverviewAsync(links, token));
        Page("incidents", pages => (_, links, token) => pages.IncidentsAsync(links, token));
        Page("incidents/{id}", pages => pages.IncidentAsync);
        Page("mixups/{id}", pages => pages.MixupAsync);
        Page("sessions", pages => pages.SessionsAsync);
        Page("control", pages => (_, links, token) => pages.ControlAsync(links, token));
        Page("nodes", pages => (_, _, token) => pages.NodesAsync(token));
        Add(HttpMethods.Get, "confirm/{action}", (handlers, pages) => handlers.Page(new ConsoleChanges(mount.Value, pages, handlers).AskAsync));
        Add(HttpMethods.Post, "confirm/{action}", (handlers, pages) => handlers.Form(new ConsoleChanges(mount.Value, pages, handlers).DoAsync));
        Add(HttpMethods.Post, "incidents/{id}/note", (handlers, pages) => handlers.Form(new ConsoleChanges(mount.Value, pages, handlers).NoteAsync));
        Add(HttpMethods.Get, "incidents/{id}/pairs.csv", (handlers, _) => handlers.Guarded((context, links) => WritePairsAsync(mount.Value, handlers, context, links)));
        Add(HttpMethods.Get, "assets/{name}", (handlers, _) => handlers.Guarded((context, _) => WriteAssetAsync(context)));
        return group.WithMetadata(check, new OperatorRoute());

        void Page(string tail, Func<ConsolePages, PageLoader> page) => Add(HttpMethods.Get, tail, (handlers, pages) => handlers.Page(page(pages)));

        void Add(string method, string tail, Func<ConsoleHandlers, ConsolePages, RequestDelegate> make)
        {
            var handler = new Lazy<RequestDelegate>(() => make(new ConsoleHandlers(mount.Value), new ConsolePages(mount.Value)));
            group.MapMethods("/" + tail, [method], context => handler.Value(context))
                .WithMetadata(new Tail(tail.Length == 0 ? 0 : tail.Split('/').Length))
                .WithDisplayName($"Cloakroom console {method} /{tail}")
                .ExcludeFromDescription();
        }
    }

    private static async Task WritePairsAsync(Mount mount, ConsoleHandlers handlers, HttpContext context, Pages.Links links)
    {
        var id = (string)context.GetRouteValue("id")!;
        if (await mount.Store.FindIncidentAsync(id, context.RequestAborted) is not { Incident: var incident })
        {
            await handlers.WriteAsync(context, links, ConsoleHandlers.NotFound("No incident of that id is on record.", links));
            return;
        }

        // Everything, and so without a page's bound in time.
        var impact = await new ImpactReader(mount.Store.Inner, mount.Store.Inner).ReadPartAsync(incident.From, incident.UsesTo, ImpactReader.MaxRows, context.RequestAborted);
        var text = new StringWriter(CultureInfo.InvariantCulture);
        ImpactCsv.Write(text, impact);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"who-saw-whom.csv\"";
        await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private static async Task WriteAssetAsync(HttpContext context)
    {
        if (!ConsoleAsset.All.TryGetValue((string)context.GetRouteValue("name")!, out var asset))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = asset.ContentType;
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        await context.Response.Body.WriteAsync(asset.Content, context.RequestAborted);
    }
}
