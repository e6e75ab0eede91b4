using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Crawling;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>
/// Comes twice as somebody new, before anybody has signed in, to where accounts come first. What both visits are given alike is nobody's: applications that
/// keep the session in the cookie itself have one value for all who have done nothing yet, and it is no leak when two accounts get that.
/// </summary>
internal static class FirstVisits
{
    /// <summary>Each costs two requests.</summary>
    private const int MaxPlaces = 5;

    /// <returns>Cookies that came with both visits to a place.</returns>
    public static async Task<IReadOnlyCollection<(string Name, string Value)>> RunAsync(IProbeClient client, ProbeOptions options, CancellationToken cancellationToken)
    {
        var alike = new HashSet<(string Name, string Value)>();
        foreach (var place in Places(options))
        {
            var first = await VisitAsync(client, place, cancellationToken);
            if (first.Count == 0)
                continue;
            first.IntersectWith(await VisitAsync(client, place, cancellationToken));
            alike.UnionWith(first);
        }

        return alike;
    }

    private static IEnumerable<Uri> Places(ProbeOptions options) =>
        options.Scenario.SignUp.Concat(options.Scenario.SignIn)
            .Where(step => step.Method.Equals("GET", StringComparison.OrdinalIgnoreCase) && !Placeholders.In(step.Path).Any())
            .Select(step => StepPath.Resolve(step.Path, _ => "", options.Site, null))
            .OfType<Uri>()
            .Prepend(options.Site)
            // Where nothing is, a balancer still gives its cookie.
            .Append(new Uri(options.Site, Exploration.NowherePath))
            .DistinctBy(url => url.OriginalString)
            .Take(MaxPlaces);

    private static async Task<HashSet<(string Name, string Value)>> VisitAsync(IProbeClient client, Uri place, CancellationToken cancellationToken)
    {
        try
        {
            var url = ColdAddress.AlsoWithQuery(place);
            var visitor = Account.Nobody();
            var exchange = await client.SendAsync(visitor, new ProbeRequest(url, Tactic.Explore), cancellationToken);
            // The first page is often somewhere else.
            if (exchange.Status is >= 300 and < 400 && exchange.Header("Location") is { } location && Uri.TryCreate(url, location, out var next) && next.Authority == url.Authority)
                exchange = await client.SendAsync(visitor, new ProbeRequest(ColdAddress.AlsoWithQuery(ColdAddress.WithoutWord(StepPath.WithoutFragment(next))), Tactic.Explore), cancellationToken);
            // From a cache that takes no notice of queries it says nothing about the site.
            if (exchange.Header("Age") is { Length: > 0 } age && age != "0")
                return [];
            return [.. exchange.HeaderValues("Set-Cookie").Select(SetCookie.Parse).OfType<SetCookie>().Where(cookie => !cookie.IsDeletion(exchange.At)).Select(cookie => (cookie.Name, cookie.Value))];
        }
        catch (MannersException e) when (e.Rule != MannersRule.Total)
        {
            // Whoever signs in there says so.
            return [];
        }
    }
}
