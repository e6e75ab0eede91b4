using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;

namespace Cloakroom.Probe.Transport;

/// <summary>Asks a site for its robots.txt.</summary>
internal static class RobotsFetch
{
    private const int MostRedirects = 5;

    /// <summary>By RFC 9309 section 2.3.1: none when there is no such file (4xx), nothing allowed when the site fails to give it (5xx, no answer).</summary>
    /// <param name="client">Sends the request, in nobody's name.</param>
    /// <param name="site">Any address of the site.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RobotsRules> RulesAsync(IProbeClient client, Uri site, CancellationToken cancellationToken)
    {
        var url = new Uri(site, "/robots.txt");
        for (var redirects = 0; ; redirects++)
        {
            Exchange exchange;
            try
            {
                exchange = await client.SendAsync(Account.Nobody(), new ProbeRequest(url, Tactic.Explore) { WithoutCookies = true }, cancellationToken);
            }
            catch (MannersException e) when (redirects > 0 || e.Rule == MannersRule.Excluded)
            {
                // It is where nothing may be asked, so as good as not there.
                return RobotsRules.None;
            }

            if (exchange.Status is >= 200 and < 300)
                return RobotsFile.Parse(exchange.Body.Span);
            var isRedirect = exchange.Status is >= 300 and < 400 && redirects < MostRedirects;
            if (isRedirect && exchange.Header("Location") is { } location && Uri.TryCreate(url, location, out var next))
                url = next;
            else
                return exchange.Status is >= 300 and < 500 ? RobotsRules.None : RobotsRules.AllDisallowed;
        }
    }
}
