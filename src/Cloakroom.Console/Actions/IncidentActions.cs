using System.Globalization;
using Cloakroom.Console.Pages;
using Cloakroom.Incidents;
using Cloakroom.Sessions;

namespace Cloakroom.Console.Actions;

/// <summary>What people have to say about incidents.</summary>
internal static class IncidentActions
{
    public static async Task<Confirmation?> CloseAsync(ActionContext context, CancellationToken cancellationToken)
    {
        if (context.Name("incident") is not { } id || await context.Store.FindIncidentAsync(id, cancellationToken) is not { Incident: var incident })
            return null;
        return new Confirmation(
            "Close this incident?",
            incident.Closing is { } closing
                ? [$"It was closed already, {Say.Day(closing.At)}, {Say.Minute(closing.At)}, by {Say.Text(closing.By)}."]
                : [$"It says that this is over: {Say.Count(incident.Mixups, "mix-up")}, the last {(incident.Last is { } last ? $"{Say.Span(context.Store.Now - last)} ago" : "never")}.", "No session is ended. Mix-ups of its kind that come from now on open another incident."],
            "Close the incident",
            context.Links.Incident(id),
            [new("incident", id)],
            async (by, why, token) =>
            {
                var done = await context.Store.WriteAsync("close-incident", (inner, cancel) => inner.CloseIncidentAsync(id, new IncidentClosing(context.Store.Now, by, why), cancel), token);
                return done ? null : "Somebody else has closed it meanwhile.";
            })
        {
            IsGrave = false,
            IsImpossible = incident.Closing is not null,
        };
    }

    /// <summary>Ends the sessions that it is about, and no others.</summary>
    public static async Task<Confirmation?> ContainAsync(ActionContext context, CancellationToken cancellationToken)
    {
        if (context.Name("incident") is not { } id || await context.Containment.FindInvolvedAsync(id, cancellationToken) is not { } scope)
            return null;
        var count = await context.Containment.CountAsync(scope, cancellationToken);
        List<string> consequences =
        [
            $"This ends {Say.Count(count.Ended, "session")}: those whose value or content somebody else got. {Say.Count(count.AlreadyOver, "other")} of this incident {(count.AlreadyOver == 1 ? "is" : "are")} over already.",
            "Whoever has one is asked to sign in again with their next request. Everybody else notices nothing.",
        ];
        if (scope.Unnamed > 0)
            consequences.Add($"{Say.Count(scope.Unnamed, "mix-up")} {(scope.Unnamed == 1 ? "does" : "do")} not tell whose session it was: that cannot be ended by this.");
        if (!scope.IsComplete)
            consequences.Add($"The incident has more than {Say.Number(Containment.MaxRows)} records of a kind; only those are looked at.");
        return new Confirmation(
            "End the sessions involved?",
            consequences,
            "End them",
            context.Links.Incident(id),
            [new("incident", id)],
            async (by, why, token) =>
            {
                await context.Containment.EndAsync(scope, by, why, token);
                return null;
            })
        {
            IsImpossible = count.Ended == 0,
        };
    }

    public static Confirmation? Open(ActionContext context)
    {
        if (Time(context.Get("from")) is not { } from || Time(context.Get("to")) is not { } to)
            return null;
        var isPossible = from <= to && from <= context.Store.Now;
        var id = PublicId.BitsOf(context.Get("id")) != 0 ? context.Get("id") : PublicId.Create();
        return new Confirmation(
            "Open an incident by hand?",
            isPossible
                ? [$"It is about {Say.Day(from)}, {Say.Minute(from)} to {Say.Day(to)}, {Say.Minute(to)} (UTC), and shows who saw whom in that time.", "Nobody's session is touched."]
                : ["It would end before it begins, or begin later than now. Go back and give other times."],
            "Open the incident",
            isPossible ? context.Links.Incident(id) : context.Links.Incidents,
            // Its id too: sent twice, it is opened once.
            [new("from", context.Get("from")), new("to", context.Get("to")), new("id", id)],
            async (by, why, token) =>
            {
                await context.Store.WriteAsync("open-incident", (inner, cancel) => inner.OpenIncidentAsync(id, context.Store.Now, new IncidentOpening(from, to, by, why), cancel), token);
                return null;
            })
        {
            IsGrave = false,
            IsImpossible = !isPossible,
        };
    }

    // What <input type="datetime-local"> sends; the page says that it is UTC.
    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
