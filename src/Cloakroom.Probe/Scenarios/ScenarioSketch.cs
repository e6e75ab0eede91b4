using System.Text.Encodings.Web;
using System.Text.Json;
using AngleSharp.Html.Parser;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Scenarios.Extracting;
using Cloakroom.Probe.Scenarios.Recording;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Scenarios;

/// <summary>Writes a first scenario by looking at a site from outside, by GET alone.</summary>
/// <param name="client">Sends.</param>
/// <param name="site">The site.</param>
/// <param name="member">Signed in, and so shown how to sign out; null when nobody is.</param>
internal sealed class ScenarioSketch(IProbeClient client, Uri site, Account? member = null)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int MostLinks = 5;
    private const int MostRedirects = 5;
    private const int MostMemberPages = 2;

    // Where frameworks have them, in the order of how common they are.
    private static readonly string[] SignInPaths =
        ["/login", "/signin", "/sign-in", "/users/sign_in", "/accounts/login/", "/account/login", "/user/login", "/auth/login", "/Identity/Account/Login", "/wp-login.php", "/login.php", "/session/new"];

    private static readonly string[] PersonalPaths = ["/account", "/profile", "/me", "/settings", "/dashboard", "/user", "/api/me", "/api/user", "/api/v1/me", "/whoami"];

    private readonly Account _nobody = Account.Nobody();

    /// <summary>What nobody was shown, in turn.</summary>
    private readonly List<Exchange> _seen = [];

    /// <summary>What could not be asked, in words, for whoever runs it.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Whether the site answered at all; when it did not, there is nothing in the draft.</summary>
    public bool HasAnswered { get; private set; }

    public async Task<Draft> LookAsync(CancellationToken cancellationToken)
    {
        var start = await GetAsync(site, cancellationToken);
        if (!HasAnswered)
            return new Draft(new Scenario(), Remarks(null, [], signOut: []));
        var links = start is null ? [] : Links(start);
        var form = await FindFormAsync(start, links, cancellationToken);
        var personal = await FindPersonalAsync(links, cancellationToken);
        var signOut = await FindSignOutAsync(personal, cancellationToken);
        var scenario = new Scenario
        {
            Hosts = form is not null && form.Action.Authority != site.Authority ? [form.Action.IsDefaultPort ? form.Action.Host : form.Action.Authority] : [],
            SignIn = form is null ? [] : form.Steps(site),
            SignOut = signOut,
            Identity = personal.Count == 0 ? [] : [new IdentityRule(personal[0].AbsolutePath, "{user}")],
            Journeys = Journey(links, personal),
        };
        return new Draft(scenario, Remarks(form, personal, signOut));
    }

    private async Task<LoginForm?> FindFormAsync(Exchange? start, IReadOnlyList<(Uri Url, string Text)> links, CancellationToken cancellationToken)
    {
        if (start is not null && LoginForm.Find(start) is { } here)
            return here;
        var linked = links.Where(link => FieldNames.IsSignIn(link.Text)).Select(link => link.Url).Distinct().Take(MostLinks);
        foreach (var url in linked.Concat(SignInPaths.Select(path => new Uri(site, path))).Distinct())
        {
            if (await GetAsync(url, cancellationToken) is { } page && LoginForm.Find(page) is { } form)
                return form;
        }

        return null;
    }

    /// <summary>Pages that nobody gets without signing in, and that are there.</summary>
    private async Task<IReadOnlyList<Uri>> FindPersonalAsync(IReadOnlyList<(Uri Url, string Text)> links, CancellationToken cancellationToken)
    {
        var found = new List<Uri>();
        // A site may send everybody who is not signed in to the sign-in, wherever they go: then it says nothing.
        var nowhere = await SendAsync(new Uri(site, "/cloakroom-probe-looks-for-nothing"), cancellationToken);
        if (nowhere is null || IsClosed(nowhere))
            return found;
        var linked = links.Where(link => FieldNames.IsPersonal(link.Text) && !FieldNames.IsSignIn(link.Url.AbsolutePath) && !FieldNames.IsSignOut(link.Text)).Select(link => link.Url).Distinct().Take(MostLinks);
        foreach (var url in linked.Concat(PersonalPaths.Select(path => new Uri(site, path))).Distinct())
        {
            if (await SendAsync(url, cancellationToken) is { } answer && IsClosed(answer))
                found.Add(url);
        }

        return found;
    }

    /// <summary>By a form that posts, or else by a link: as nobody sees it, or as somebody does who is signed in. Nothing of it is sent.</summary>
    private async Task<IReadOnlyList<Step>> FindSignOutAsync(IReadOnlyList<Uri> personal, CancellationToken cancellationToken)
    {
        List<Exchange> pages = [.. _seen];
        foreach (var url in member is null ? [] : personal.Take(MostMemberPages).Prepend(site))
        {
            if (await GetAsync(url, cancellationToken, member) is { } page)
                pages.Add(page);
        }

        return pages.Select(SignOutForm.Find).FirstOrDefault(form => form is not null)?.Steps(site)
            ?? pages.Select(page => SignOutLink.Find(page, site)).FirstOrDefault(steps => steps.Count > 0)
            ?? [];
    }

    private static bool IsClosed(Exchange exchange) =>
        exchange.Status is 401 or 403 || (exchange.Status is 301 or 302 or 303 or 307 or 308 && exchange.Header("Location") is { } location && FieldNames.IsSignIn(location));

    private Dictionary<string, IReadOnlyList<Step>> Journey(IReadOnlyList<(Uri Url, string Text)> links, IReadOnlyList<Uri> personal)
    {
        var paths = links.Where(link => !FieldNames.IsSignIn(link.Text) && !FieldNames.IsSignOut(link.Text)).Select(link => link.Url).Prepend(site).Concat(personal).Select(PathOf).Distinct().Take(10).ToList();
        return new Dictionary<string, IReadOnlyList<Step>> { ["look around"] = [.. paths.Select(path => new Step { Path = path })] };
    }

    private IReadOnlyList<(Uri Url, string Text)> Links(Exchange exchange)
    {
        using var page = new HtmlParser().ParseDocument(BodyText.Of(exchange));
        return
        [
            .. page.QuerySelectorAll("a[href]")
                .Select(link => (Url: Uri.TryCreate(exchange.Url, link.GetAttribute("href")!.Trim(), out var url) ? StepPath.WithoutFragment(url) : null, link.TextContent))
                .Where(link => link.Url is { } url && url.Authority == site.Authority && url.Scheme == site.Scheme && url.PathAndQuery.Length < 200)
                .Select(link => (link.Url!, $"{link.TextContent.Trim()} {link.Url!.AbsolutePath}")),
        ];
    }

    private async Task<Exchange?> GetAsync(Uri url, CancellationToken cancellationToken, Account? who = null)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            if (await SendAsync(url, cancellationToken, who) is not { } exchange)
                return null;
            if (exchange.IsSuccess && who is null)
                _seen.Add(exchange);
            if (exchange.Status is not (301 or 302 or 303 or 307 or 308) || exchange.Header("Location") is not { } location)
                return exchange.IsSuccess ? exchange : null;
            if (!Uri.TryCreate(url, location, out var next))
                return null;
            url = StepPath.WithoutFragment(next);
        }

        return null;
    }

    private async Task<Exchange?> SendAsync(Uri url, CancellationToken cancellationToken, Account? who = null)
    {
        try
        {
            var exchange = await client.SendAsync(who ?? _nobody, new ProbeRequest(url, Tactic.Explore), cancellationToken);
            HasAnswered |= exchange.Failure is null;
            if (exchange.Failure is null)
                return exchange;
            Problems.Add($"{url.AbsolutePath}: no answer ({exchange.Failure})");
        }
        catch (MannersException manners) when (manners.Rule != MannersRule.Total)
        {
            Problems.Add($"{url.Authority}{url.AbsolutePath}: {manners.Message}");
        }

        return null;
    }

    private static string PathOf(Uri url) => Placeholders.Escape(url.PathAndQuery);

    private static Dictionary<string, IReadOnlyList<string>> Remarks(LoginForm? form, IReadOnlyList<Uri> personal, IReadOnlyList<Step> signOut)
    {
        var remarks = new Dictionary<string, IReadOnlyList<string>>
        {
            [""] = ["A first scenario, by looking. Look it over, and give accounts with the values that stand in braces: --accounts accounts.csv, whose first line is name,user,password."],
            ["signIn"] = form switch
            {
                null =>
                [
                    "No form with a password was found. Write the requests that sign an account in:",
                    "\"signIn\": [ { \"method\": \"POST\", \"path\": \"/login\", \"json\": { \"user\": \"{user}\", \"password\": \"{password}\" } } ],",
                    "or record them (cloakroom probe init --har), or give two browser sessions instead (--cookie-jar).",
                ],
                { HasUser: false } => ["No field was recognised as the user's name: write {user} where it belongs."],
                _ => ["\"expect\": [302] in the last of them tells a refused sign-in, where it is answered with the form again."],
            },
            ["plant"] = ["What writes a text of one's own, so that the account is known again by it:", "\"plant\": [ { \"method\": \"POST\", \"path\": \"/profile\", \"form\": { \"bio\": \"{marker:bio}\" } } ],"],
            ["identity"] = personal.Count switch
            {
                0 => ["No page was found that needs signing in. Say where one sees who one is:", "\"identity\": [ { \"path\": \"/account\", \"shows\": \"{user}\" } ],"],
                1 => ["It needs signing in; that it shows the user's name is a guess."],
                _ => [$"It needs signing in; that it shows the user's name is a guess. So do {string.Join(", ", personal.Skip(1).Select(PathOf))}."],
            },
            ["markers"] = ["Names of values of the accounts that nobody else may ever get:", "\"markers\": [ \"email\" ],"],
        };
        if (signOut.Count == 0)
            remarks["signOut"] = HowToSignOut(form, personal);
        return remarks;
    }

    /// <summary>What to write by hand. The token is likely to be called as that of the sign-in form.</summary>
    private static string[] HowToSignOut(LoginForm? form, IReadOnlyList<Uri> personal)
    {
        var (token, taken) = form?.Extract.FirstOrDefault() is { Key: { } name, Value: { } given } ? (name, given) : ("csrf", new Extraction { Selector = "input[name=csrf]", Attribute = "value" });
        var page = personal.Count > 0 ? PathOf(personal[0]) : "/account";
        var sent = form?.Fields.FirstOrDefault(field => field.Value == $"{{{token}}}").Key ?? token;
        return
        [
            "How to sign out was not seen; most sites show it to those who are signed in. Look as one (cloakroom probe init … --cookie-jar session.txt), or write it. By a link:",
            "\"signOut\": [ \"/logout\" ],",
            "By a form, with its token taken from the page that has it:",
            $"\"signOut\": [ {{ \"path\": {Json(page)}, \"extract\": {{ {Json(token)}: {{ \"selector\": {Json(taken.Selector!)}, \"attribute\": \"value\" }} }} }},",
            $"             {{ \"method\": \"POST\", \"path\": \"/logout\", \"form\": {{ {Json(sent)}: \"{{{token}}}\" }} }} ],",
        ];
    }

    private static string Json(string text) => JsonSerializer.Serialize(text, Plain);
}
