using Cloakroom.Console.Actions;
using Cloakroom.Console.Pages;
using Cloakroom.Console.Reading;
using Cloakroom.Console.Views;
using Cloakroom.Incidents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom.Console.Hosting;

/// <summary>The pages, each read from the store when it is asked for.</summary>
/// <param name="mount">The console.</param>
internal sealed class ConsolePages(Mount mount)
{
    private const int MaxIncidents = 200;
    private const int MaxChanges = 100;
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(3);

    public async Task<ConsolePage> OverviewAsync(Links links, CancellationToken cancellationToken)
    {
        var overview = await Overview.ReadAsync(mount.Store, cancellationToken);
        var verdict = Verdict.Of(overview);
        return new ConsolePage(
            verdict.Level == VerdictLevel.Well ? "All is well" : "Attention",
            Section.Overview,
            [
                new Region("verdict", OverviewParts.Sentence(verdict)),
                new Region("open", OverviewParts.Open(overview, links)),
                new Region("rates", OverviewParts.Rates(overview)),
                new Region("mixups", OverviewParts.Mixups(overview, links)),
                new Region("control", OverviewParts.Control(overview, links)),
            ])
        {
            Interval = Often,
        };
    }

    public async Task<ConsolePage> IncidentsAsync(Links links, CancellationToken cancellationToken)
    {
        var incidents = await mount.Store.ReadIncidentsAsync(MaxIncidents, cancellationToken);
        var now = mount.Store.Now;
        return new ConsolePage(
            "Incidents",
            Section.Incidents,
            [new Region("incidents", IncidentParts.All(incidents, MaxIncidents, links, now)), new Region("by-hand", IncidentParts.OpenForm(links, now), IsLive: false)])
        {
            Interval = Seldom,
        };
    }

    public async Task<ConsolePage> IncidentAsync(HttpContext context, Links links, CancellationToken cancellationToken)
    {
        if (await IncidentView.ReadAsync(mount.Store, Id(context), cancellationToken) is not { } view)
            return ConsoleHandlers.NotFound("No incident of that id is on record.", links);
        var now = mount.Store.Now;
        var isLive = context.Request.Query.ContainsKey(ConsoleHandlers.Live);
        List<Region> regions =
        [
            new("verdict", IncidentParts.Head(view, links, now)),
            new("figures", IncidentParts.Figures(view)),
            new("who", IncidentParts.WhoSawWhom(view, links, now)),
            new("timeline", IncidentParts.Timeline(view, now)),
            new("mixups", IncidentParts.Mixups(view, links, now)),
        ];
        // A form has a cookie, which an answer that has begun cannot set.
        if (!isLive)
            regions.Insert(4, new Region("note-form", IncidentParts.NoteForm(view, links, mount.Forgery.Field(context)), IsLive: false));
        return new ConsolePage(IncidentParts.TitleOf(view.Incident), Section.Incidents, regions) { Interval = view.Incident.Status == IncidentStatus.Open ? Often : Seldom };
    }

    public async Task<ConsolePage> MixupAsync(HttpContext context, Links links, CancellationToken cancellationToken)
    {
        var id = Id(context);
        return await mount.Store.ReadAsync("find-mixup", (store, token) => store.FindMixupAsync(id, token), cancellationToken) is { } filed
            ? new ConsolePage("One mix-up", Section.Incidents, [new Region("mixup", MixupParts.Of(filed, links, mount.Store.Now), IsLive: false)])
            : ConsoleHandlers.NotFound("No mix-up of that id is on record.", links);
    }

    public async Task<ConsolePage> SessionsAsync(HttpContext context, Links links, CancellationToken cancellationToken)
    {
        var query = context.Request.Query["q"].ToString().Trim();
        if (query.Length > 500)
            query = query[..500];
        var found = query.Length == 0 ? null : await SessionSearch.RunAsync(mount.Store, mount.Manager, query, cancellationToken);
        return new ConsolePage(
            "Sessions",
            Section.Sessions,
            [
                new Region("search", SessionParts.Search(query, links), IsLive: false),
                new Region("found", found is null ? SessionParts.Nothing : SessionParts.Found(found, links, mount.Store.Now)),
            ])
        {
            Interval = found is null ? null : Seldom,
        };
    }

    public async Task<ConsolePage> ControlAsync(Links links, CancellationToken cancellationToken)
    {
        var fleet = await Fleet.ReadAsync(mount.Store, cancellationToken);
        var changes = await mount.Store.ReadHistoryAsync(MaxChanges, cancellationToken);
        var now = mount.Store.Now;
        return new ConsolePage(
            "Control",
            Section.Control,
            [
                new Region("mode", ControlParts.Now(fleet, links, now)),
                new Region("measures", ControlParts.Measures(links), IsLive: false),
                new Region("audit", ControlParts.Audit(changes, MaxChanges, now)),
            ])
        {
            Interval = Often,
        };
    }

    public async Task<ConsolePage> NodesAsync(CancellationToken cancellationToken)
    {
        var fleet = await Fleet.ReadAsync(mount.Store, cancellationToken);
        return new ConsolePage("Nodes", Section.Nodes, [new Region("nodes", NodeParts.Of(fleet, mount.Store.Now))]) { Interval = Often };
    }

    /// <summary>The page on which an action is confirmed.</summary>
    public ConsolePage Confirm(HttpContext context, Links links, Confirmation confirmation, string? problem = null, string reason = "") => new(
        confirmation.Title,
        Section.Control,
        [new Region("confirm", ConfirmParts.Of(confirmation, links.Confirm((string)context.GetRouteValue("action")!), mount.Forgery.Field(context), problem, reason), IsLive: false)])
    {
        Status = problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
    };

    private static string Id(HttpContext context) => (string)context.GetRouteValue("id")!;
}
