using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Cloakroom.Cli.Control;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;

namespace Cloakroom.Cli.Probe;

/// <summary>The options of <c>cloakroom probe</c>. Each error names the option, what was given, and what would do.</summary>
internal sealed class ProbeCommandOptions
{
    public Argument<Uri> Site { get; } = CreateSite();

    public Option<string?> Accounts { get; } = new("--accounts") { Description = "Test accounts: a CSV file whose first line names the values, such as name,user,password,email.", HelpName = "accounts.csv" };

    public Option<string[]> Jars { get; } = new("--cookie-jar")
    {
        Description = "The cookies of a browser in which a test account is signed in: a Netscape jar, a HAR, or the text of a Cookie field. Give it twice or more.",
        HelpName = "jar",
    };

    public Option<string?> Scenario { get; } = new("--scenario") { Description = "How to sign in and what to look at, in JSON. cloakroom probe init writes a first one.", HelpName = "shop.json" };

    public Option<int> Seed { get; } = new("--seed")
    {
        Description = "The same seed makes the same choices at each address: who, in which order, how.",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
        CustomParser = result => Whole(result, int.MinValue, int.MaxValue),
    };

    public Option<TimeSpan?> Time { get; } = new("--time")
    {
        Description = "Go on for so long, such as 30s, 10m or 2h, and no longer. By default the run ends when everything has been tried once, and after two minutes at the latest.",
        HelpName = "10m",
        CustomParser = result => Duration(result),
    };

    public Option<double?> UntilBound { get; } = new("--until-bound")
    {
        Description = "Go on until the leak rate is below this with 95 % confidence: 1e-6 takes three million pairs. Give --time, --rate and --max-requests that allow it.",
        HelpName = "1e-6",
        CustomParser = result => Number(result, value => value is > 0 and < 1, "give a rate between 0 and 1, such as 1e-6"),
    };

    public Option<double> Rate { get; } = new("--rate")
    {
        Description = "Requests a second, at most, over the whole run.",
        HelpName = "n",
        DefaultValueFactory = _ => 50,
        CustomParser = result => Number(result, value => value is > 0 and <= 1e6, "give a number above 0") ?? 0,
    };

    public Option<int> MaxRequests { get; } = new("--max-requests")
    {
        Description = "Requests, at most, in the whole run.",
        HelpName = "n",
        DefaultValueFactory = _ => 20_000,
        CustomParser = result => Whole(result, 1, int.MaxValue),
    };

    public Option<double> MaxBytes { get; } = new("--max-bytes")
    {
        Description = "Bytes of answers, at most, in the whole run.",
        HelpName = "n",
        DefaultValueFactory = _ => 4L * 1024 * 1024 * 1024,
        CustomParser = result => Number(result, value => value is >= 1 and <= 1e15 && value == Math.Floor(value), "give a whole number of bytes, such as 10e9") ?? 1,
    };

    public Option<int> MaxPages { get; } = new("--max-pages") { Description = "Pages that are found by following links.", HelpName = "n", DefaultValueFactory = _ => 20, CustomParser = result => Whole(result, 0, 10_000) };

    public Option<int> MaxAssets { get; } = new("--max-assets") { Description = "Scripts, styles, images and the like.", HelpName = "n", DefaultValueFactory = _ => 40, CustomParser = result => Whole(result, 0, 10_000) };

    public Option<double> Background { get; } = new("--background")
    {
        Description = "Requests a second by random accounts to random pages, beside the trials; half of --rate at most. Default: none.",
        HelpName = "n",
        CustomParser = result => Number(result, value => value is >= 0 and <= 1e5, "give a number, 0 for none") ?? 0,
    };

    public Option<string[]> Tactics { get; } = new("--tactic")
    {
        Description = $"Only these ways of making load for leaks; may be given several times. Known: {string.Join(", ", ProbeOptions.AllTactics)}.",
        HelpName = "name",
        CustomParser = result =>
        {
            string[] given = [.. result.Tokens.Select(token => token.Value)];
            foreach (var name in given.Where(name => !ProbeOptions.AllTactics.Contains(name)))
                result.AddError($"--tactic {Text.Printable(name)}: there is no such tactic. Known: {string.Join(", ", ProbeOptions.AllTactics)}.");
            return given;
        },
    };

    public Option<string[]> Hosts { get; } = new("--host") { Description = "Another host that may be asked, such as the one of the assets. No other host ever is.", HelpName = "static.example.com" };

    public Option<string[]> Exclude { get; } = new("--exclude") { Description = "A path that is never asked, as in robots.txt: /admin/, /*.pdf$.", HelpName = "path" };

    public Option<bool> Robots { get; } = new("--robots") { Description = "Also keep to the site's own robots.txt." };

    public Option<string[]> Headers { get; } = new("--header") { Description = "On every request, such as one by which firewalls and logs know the probe.", HelpName = "'Name: value'" };

    public Option<bool> Insecure { get; } = CreateInsecure();

    public Option<string?> Json { get; } = new("--json") { Description = "Write the report as JSON, for --compare and for programs; - for standard output.", HelpName = "report.json" };

    public Option<string?> Html { get; } = new("--html") { Description = "Write the report as one HTML file.", HelpName = "report.html" };

    public Option<string?> Junit { get; } = new("--junit") { Description = "Write the report for CI, as JUnit XML.", HelpName = "junit.xml" };

    public Option<string?> Sarif { get; } = new("--sarif") { Description = "Write the report for code scanning, as SARIF 2.1.0.", HelpName = "probe.sarif" };

    public Option<string?> Compare { get; } = new("--compare") { Description = "Say what is better and worse than in an earlier report.", HelpName = "previous.json" };

    public Option<FailOn> FailOn { get; } = new("--fail-on")
    {
        Description = "What makes the run fail, with commas: leak, warning or note with exit status 1, incomplete (something could not be tested) with 3. Leaks always do.",
        HelpName = "warning,incomplete",
        DefaultValueFactory = _ => Cloakroom.Probe.Reports.FailOn.Default,
        CustomParser = result =>
        {
            var (failOn, problem) = Cloakroom.Probe.Reports.FailOn.Parse(result.Tokens[0].Value);
            if (problem is not null) result.AddError(problem);
            return failOn ?? Cloakroom.Probe.Reports.FailOn.Default;
        },
    };

    public IEnumerable<Option> All =>
    [
        Accounts, Jars, Scenario, Time, UntilBound, Rate, MaxRequests, MaxBytes, MaxPages, MaxAssets, Background, Tactics, Seed, Hosts, Exclude, Robots, Headers, Insecure,
        Json, Html, Junit, Sarif, Compare, FailOn,
    ];

    public static Argument<Uri> CreateSite() => new("url")
    {
        Description = "The site, through every cache and proxy that its users go through.",
        HelpName = "https://…",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0)
                return new Uri(url.GetLeftPart(UriPartial.Query));
            // What stands before the @ may be a password.
            var shown = text.LastIndexOf('@') is >= 0 and var at ? "…" + text[at..] : text;
            result.AddError($"{Text.Printable(shown)}: not understood; give the address of a site, such as https://staging.example.com, without a user or password in it.");
            return null!;
        },
    };

    public static Option<bool> CreateInsecure() => new("--insecure") { Description = "Take any certificate, as a staging site may have made its own." };

    private static int Whole(ArgumentResult result, int least, int most)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        result.AddError($"{NameOf(result)} {Text.Printable(text)}: not understood; give a whole number{(least == int.MinValue ? "" : $" from {least} to {most}")}.");
        return 0;
    }

    private static double? Number(ArgumentResult result, Func<double, bool> isGood, string remedy)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && isGood(number)) return number;
        result.AddError($"{NameOf(result)} {Text.Printable(text)}: not understood; {remedy}.");
        return null;
    }

    internal static TimeSpan? Duration(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var unit = text.Length > 1 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 } : 0;
        if (unit > 0 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * unit is >= 1 and <= 7 * 86_400)
            return TimeSpan.FromSeconds(number * unit);
        result.AddError($"{NameOf(result)} {Text.Printable(text)}: not understood; give a time from 1s to 168h, such as 30s, 10m or 2h.");
        return null;
    }

    private static string NameOf(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}
