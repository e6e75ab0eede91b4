using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Crawling;

/// <summary>Looks around a site: which pages and assets there are, and what each account, and nobody, gets there.</summary>
/// <param name="client">Sends.</param>
/// <param name="accounts">Signed in.</param>
/// <param name="nobody">Asks without an account.</param>
/// <param name="options">How much.</param>
/// <param name="coverage">Told what could not be looked at.</param>
internal sealed class Exploration(IProbeClient client, IReadOnlyList<Account> accounts, Account nobody, ProbeOptions options, Coverage coverage)
{
    /// <summary>Of this many accounts every page is looked at; more tell nothing new about the page. See <see cref="LookAsOthersAsync"/>.</summary>
    public const int MaxLookers = 3;

    /// <summary>Queries of one path.</summary>
    private const int MaxQueries = 3;

    /// <summary>Of a body, until what is on the pages is learned: there may be some hundred of them.</summary>
    private const int MaxKept = 1024 * 1024;

    internal const string NowherePath = "/cloakroom-probe-nothing-is-here";

    // The second time tells what is new in every response.
    private const int Looks = 2;

    private readonly Dictionary<string, Target> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Exchange>> _looks = new(StringComparer.Ordinal);
    private readonly Queue<Target> _pages = new();

    /// <summary>Pages and assets, in the order in which they were found.</summary>
    public IReadOnlyList<Target> Targets => [.. _targets.Values];

    /// <summary>What each party got at each page, by the page's name: the same page twice by each.</summary>
    public IReadOnlyDictionary<string, List<Exchange>> ByPage => _looks;

    /// <summary>How a page is called: by path and query on the site itself, by all of its address elsewhere.</summary>
    public static string NameOf(Uri url, Uri site) =>
        url.Authority.Equals(site.Authority, StringComparison.OrdinalIgnoreCase) ? url.PathAndQuery : url.OriginalString;

    /// <summary>Whether the site spoke HTTP/2 when asked to.</summary>
    public bool SpeaksHttp2 { get; private set; }

    /// <param name="named">Addresses that the scenario or the command line names: looked at first, whatever else there is.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task RunAsync(IEnumerable<Target> named, CancellationToken cancellationToken)
    {
        foreach (var target in named)
            Found(target);
        Found(new Target(options.Site, TargetKind.Page) { FoundIn = "the address given" });
        SpeaksHttp2 = options.Site.Scheme == Uri.UriSchemeHttps
            && await SendAsync(accounts[0], new ProbeRequest(options.Site, Tactic.Explore) { Protocol = HttpProtocol.Http2 }, cancellationToken) is { HttpVersion.Major: 2 };
        while (_pages.TryDequeue(out var page))
            await LookAtAsync(page, cancellationToken);
        // What everybody gets where nothing is tells no accounts apart, whatever else it says.
        await LookAtAsync(new Target(new Uri(options.Site, NowherePath), TargetKind.Page), cancellationToken);
    }

    /// <summary>Looks at one page as those accounts of whom not every page is looked at: whether they are signed in shows there.</summary>
    public async Task LookAsOthersAsync(Uri page, CancellationToken cancellationToken)
    {
        for (var round = 0; round < Looks; round++)
        {
            foreach (var party in accounts.Skip(MaxLookers))
            {
                if (await LookAsync(party, new Target(page, TargetKind.Page), cancellationToken) is null)
                    return;
            }
        }
    }

    private async Task LookAtAsync(Target page, CancellationToken cancellationToken)
    {
        for (var round = 0; round < Looks; round++)
        {
            foreach (var party in accounts.Take(MaxLookers).Append(nobody))
            {
                if (await LookAsync(party, page, cancellationToken) is not { } exchange)
                    return;
                if (round == 0)
                    Follow(page, exchange);
            }
        }
    }

    /// <returns>Null when it may not be asked.</returns>
    private async Task<Exchange?> LookAsync(Account party, Target page, CancellationToken cancellationToken)
    {
        // With a query of its own, so that a cache which mixes people up does not do it yet: what tells them apart is still to be learned.
        var isCold = TrialPlan.CanBeCold(page);
        var exchange = await SendAsync(party, new ProbeRequest(isCold ? ColdAddress.Of(page.Url) : page.Url, Tactic.Explore), cancellationToken);
        if (isCold && exchange?.Status is >= 400 and < 500)
            exchange = await SendAsync(party, new ProbeRequest(page.Url, Tactic.Explore), cancellationToken);
        if (exchange is null)
            return null;
        var name = NameOf(page.Url, options.Site);
        (_looks.TryGetValue(name, out var looks) ? looks : _looks[name] = []).Add(exchange.Body.Length > MaxKept ? exchange.WithBody(exchange.Body[..MaxKept].ToArray()) : exchange);
        return exchange;
    }

    private void Follow(Target page, Exchange exchange)
    {
        if (exchange.Status is >= 300 and < 400 && exchange.Header("Location") is { } location && Uri.TryCreate(exchange.Url, location, out var next)
            && next.UserInfo.Length == 0 && !LinkWords.ChangesSomething(next))
        {
            if (IsOurs(next))
                Found(new Target(ColdAddress.WithoutWord(next), TargetKind.Page) { FoundIn = Coverage.PathOf(page.Url) });
            else if (exchange.Account != Account.Anonymous)
                LeadsElsewhere(page, next);
        }

        if (!exchange.IsSuccess)
            return;
        var links = PageLinks.Of(exchange);
        foreach (var link in links.Pages)
            Found(new Target(ColdAddress.WithoutWord(link), TargetKind.Page) { FoundIn = Coverage.PathOf(page.Url) });
        foreach (var link in links.Assets)
            Found(new Target(ColdAddress.WithoutWord(link), TargetKind.Asset) { FoundIn = Coverage.PathOf(page.Url) });
    }

    /// <summary>What somebody named is then not tested; what was only linked to is another site's.</summary>
    private void LeadsElsewhere(Target page, Uri next)
    {
        Action<string, string, string> tell = IsNamed(page) ? coverage.Miss : coverage.LeaveOut;
        tell(Coverage.PathOf(page.Url), $"leads to {next.GetLeftPart(UriPartial.Authority)}, which was not named", "Give that address, or name its host with --host, if it is yours.");
    }

    private static bool IsNamed(Target target) => target.FoundIn.Length > 0 && target.FoundIn[0] != '/';

    private void Found(Target target)
    {
        if (!IsOurs(target.Url) || _targets.ContainsKey(target.Url.OriginalString))
            return;
        var isNamed = IsNamed(target);
        // A page with a way back in its query, or with a number, is the same page each time.
        if (!isNamed && target.Url.Query.Length > 0 && _targets.Values.Count(known => known.Url.Query.Length > 0 && known.Url.AbsolutePath == target.Url.AbsolutePath) >= MaxQueries)
            return;
        var most = target.Kind == TargetKind.Asset ? options.MaxAssets : options.MaxPages;
        if (!isNamed && _targets.Values.Count(known => known.Kind == target.Kind) >= most)
        {
            coverage.LeaveOut(
                target.Kind == TargetKind.Asset ? "more assets" : "more pages",
                $"the site links to more than {most}",
                target.Kind == TargetKind.Asset ? "Raise --max-assets." : "Raise --max-pages, or name the pages that matter in a journey of the scenario.");
            return;
        }

        _targets.Add(target.Url.OriginalString, target);
        if (target.Kind == TargetKind.Page)
            _pages.Enqueue(target);
    }

    private bool IsOurs(Uri url) =>
        url.Scheme is "http" or "https"
        && (url.Authority.Equals(options.Site.Authority, StringComparison.OrdinalIgnoreCase)
            || options.Scenario.Hosts.Contains(url.Authority, StringComparer.OrdinalIgnoreCase)
            || options.Scenario.Hosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase));

    private async Task<Exchange?> SendAsync(Account party, ProbeRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(party, request, cancellationToken);
        }
        catch (MannersException e) when (e.Rule != MannersRule.Total)
        {
            coverage.Miss(Coverage.PathOf(request.Url), e.Message, "See the options that are named, if it is meant to be tested.");
            return null;
        }
    }
}
