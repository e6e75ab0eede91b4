using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Scenarios.Extracting;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Scenarios;

/// <summary>Runs requests of a scenario in the name of an account.</summary>
/// <param name="client">Refuses hosts that are not named.</param>
/// <param name="site">What paths belong to.</param>
/// <param name="time">For one-time passwords.</param>
internal sealed class StepRunner(IProbeClient client, Uri site, TimeProvider? time = null)
{
    private const int MostRedirects = 10;

    /// <param name="account">In whose name.</param>
    /// <param name="steps">In order; ends at the first that fails.</param>
    /// <param name="place">Where they stand: <c>signIn</c>. What is extracted in <c>signUp</c> and <c>signIn</c> stays known to the account.</param>
    /// <param name="tactic">For the requests.</param>
    /// <param name="extra">Values beside those of the account, under what stands in the braces: <c>marker:bio</c>.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<StepOutcome> RunAsync(
        Account account, IReadOnlyList<Step> steps, string place, string tactic, IReadOnlyDictionary<string, string> extra, CancellationToken cancellationToken)
    {
        var walk = Begin(account, steps, place, tactic, extra);
        while (await walk.NextAsync(cancellationToken))
        {
        }

        return walk.Outcome;
    }

    /// <summary>The same for who has something to do between one step and the next. Nothing is sent yet.</summary>
    public StepWalk Begin(Account account, IReadOnlyList<Step> steps, string place, string tactic, IReadOnlyDictionary<string, string> extra) =>
        new(this, account, steps, place, tactic, new StepValues(account, extra, time ?? TimeProvider.System));

    /// <returns>What went wrong, to follow the step's place; null when nothing did.</returns>
    internal async Task<string?> RunAsync(Account account, Step step, string tactic, StepValues values, List<Exchange> exchanges, CancellationToken cancellationToken)
    {
        var (request, unsendable) = StepRequest.Of(step, values, site, exchanges.LastOrDefault()?.Url, tactic);
        if (request is null)
            return $": {unsendable}";
        for (var redirects = 0; ; redirects++)
        {
            Exchange exchange;
            try
            {
                exchange = await client.SendAsync(account, request, cancellationToken);
            }
            catch (MannersException manners) when (manners.Rule != MannersRule.Total)
            {
                return manners.Rule == MannersRule.Host
                    ? $": {(redirects > 0 ? $"redirect {redirects} leads" : "the path leads")} to {request.Url.Authority}, which is not named; add it to hosts"
                    : $": {manners.Message}";
            }

            exchanges.Add(exchange);
            if (exchange.Failure is { } failure)
                return $": no answer ({failure})";
            if (!step.FollowRedirects || !IsRedirect(exchange.Status) || exchange.Header("Location") is not { } location)
                return Check(step, exchange, values) ?? Extract(step, exchange, values);
            if (redirects == MostRedirects)
                return $": more than {MostRedirects} redirects";
            if (Follow(request, exchange, location) is not { } next)
                return $": status {exchange.Status} with a Location that is no address";
            request = next;
        }
    }

    private static string? Check(Step step, Exchange exchange, StepValues values)
    {
        if (step.Expect.Count > 0 ? step.Expect.Contains(exchange.Status) : exchange.Status < 400)
            return null;
        // Rarely the reason; but then nobody would find it.
        var encoded = StepPath.EncodedIn(step.Path, values.Of) is { } name ? $" ({{{name}}} is percent-encoded within the path; to be taken as it is, it has to begin it)" : "";
        return $": status {exchange.Status} where {(step.Expect.Count > 0 ? string.Join(" or ", step.Expect) : "one below 400")} was expected{encoded}";
    }

    private static string? Extract(Step step, Exchange exchange, StepValues values)
    {
        foreach (var (name, extraction) in step.Extract)
        {
            var taken = Extractor.Take(extraction, exchange);
            if (taken.Value is not { } value)
                return $".extract.{name}: {taken.Problem}";
            values.Extracted[name] = value;
        }

        return null;
    }

    private static bool IsRedirect(int status) => status is 301 or 302 or 303 or 307 or 308;

    /// <summary>RFC 9110 section 15.4, and what browsers make of 301 and 302 after a POST.</summary>
    private static ProbeRequest? Follow(ProbeRequest request, Exchange exchange, string location)
    {
        if (!Uri.TryCreate(request.Url, location, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            return null;
        var next = request with { Url = StepPath.WithoutFragment(url) };
        if (url.Authority != request.Url.Authority)
            next = next with { Headers = [.. next.Headers.Where(header => !header.Is("Authorization"))] };
        return exchange.Status is 307 or 308 ? next : next with
        {
            Method = request.Method == HttpMethod.Head ? HttpMethod.Head : HttpMethod.Get,
            Body = default,
            ContentType = null,
        };
    }
}

/// <param name="Problem">Null when all went well; otherwise step, what was expected and what came, without secrets: <c>signIn[1]: status 403 where one below 400 was expected</c>.</param>
/// <param name="Exchanges">In order, redirects included.</param>
/// <param name="Values">What was extracted.</param>
internal sealed record StepOutcome(string? Problem, IReadOnlyList<Exchange> Exchanges, IReadOnlyDictionary<string, string> Values);
