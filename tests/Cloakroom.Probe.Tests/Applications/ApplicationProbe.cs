using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Applications;

/// <summary>Runs of the probe against an application: with its scenario, or with two browsers' cookies and nothing else.</summary>
internal static class ApplicationProbe
{
    /// <summary>A run makes fewer requests than this: 300 to 550 where all is well. Behind a cache for everything some more try again what leaks, and path variants of what does are left out.</summary>
    public const int MaxRequests = 700;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <param name="page">The first one.</param>
    /// <param name="application">Under whose name the scenario is.</param>
    public static Task<ProbeReport> WithScenarioAsync(Uri page, string application) =>
        RunAsync(page, [.. Member.All.Select(member => member.ToAccount())], Scenario(application));

    /// <summary>Signs both in as the scenario says, and then forgets all of it but the cookies: one in a Netscape jar, the other as the text of a field.</summary>
    /// <param name="page">The first one.</param>
    /// <param name="application">Under whose name the scenario is.</param>
    /// <param name="behind">The application itself, where they sign in: that is not what is tried.</param>
    public static async Task<ProbeReport> WithJarsAsync(Uri page, string application, Uri behind)
    {
        var directory = Directory.CreateTempSubdirectory("cloakroom-probe-jars-");
        try
        {
            var files = new List<string>();
            foreach (var member in Member.All)
            {
                var account = await SignInAsync(member, behind, application);
                var file = Path.Combine(directory.FullName, $"{member.Name}.txt");
                await File.WriteAllTextAsync(file, files.Count == 0 ? Netscape(account) : $"Cookie: {account.Jar.HeaderFor(behind)}", TestContext.Current.CancellationToken);
                files.Add(file);
            }

            return await RunAsync(page, JarFile.ReadAccounts(files, page, TimeProvider.System), new Scenario());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Takes an account through the sign-in of a scenario.</summary>
    public static async Task<Account> SignInAsync(Member member, Uri application, string name)
    {
        var account = member.ToAccount();
        using var client = new ProbeClient(new ProbeClientOptions(), new Manners(new MannersOptions { Target = application }, TimeProvider.System), [], TimeProvider.System);
        var outcome = await new StepRunner(client, application).RunAsync(account, Scenario(name).SignIn, "signIn", Tactic.SignIn, new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        outcome.Problem.ShouldBeNull();
        return account;
    }

    /// <summary>For messages of assertions: what was found, without anything secret.</summary>
    public static string Summary(ProbeReport report) =>
        string.Join('\n', report.Findings.Select(finding => $"{finding.Severity} {finding.Check} {finding.Route}: {finding.Owner} → {finding.Receiver}, {finding.Words}")
            .Concat(report.Untested.Select(untested => $"untested: {untested.What}: {untested.Why}"))
            .Prepend($"{report.Verdict}, {report.Load.Requests} requests, {report.Confidence.Pairs} pairs, {report.Seconds} s"));

    public static IEnumerable<FindingReport> Leaks(this ProbeReport report) => report.Findings.Where(finding => finding.Severity == Severity.Leak);

    /// <param name="place">What the sign's place begins with.</param>
    public static bool Shows(this FindingReport finding, CheckKind check, string place) => finding.Signs.Any(sign => sign.Check == check.Code() && sign.Place.StartsWith(place, StringComparison.Ordinal));

    private static async Task<ProbeReport> RunAsync(Uri page, IReadOnlyList<Account> accounts, Scenario scenario)
    {
        var options = new ProbeOptions
        {
            Site = page,
            Accounts = accounts,
            Scenario = scenario,
            // Of what a cache of ten seconds does, a rest of one shows as much; and wikis have many pages.
            Windows = [TimeSpan.FromSeconds(1)],
            MaxPages = 6,
            MaxAssets = 5,
            Time = Limit,
        };
        using var run = new ProbeRun(options, new ProbeClientOptions(), new MannersOptions { Target = page, RequestsPerSecond = 200 }, TimeProvider.System);
        var report = await run.RunAsync(TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(Summary(report));
        if (Environment.GetEnvironmentVariable("CLOAKROOM_PROBE_HTML") is { Length: > 0 } file)
            await File.WriteAllTextAsync(file, HtmlReport.Write(report), TestContext.Current.CancellationToken);
        report.Load.Requests.ShouldBeLessThan(MaxRequests, Summary(report));
        return report;
    }

    private static Scenario Scenario(string application) =>
        ScenarioFile.Read(Path.Combine(AppContext.BaseDirectory, "Applications", application, "scenario.json"), _ => null, [.. Member.All.Select(member => member.ToAccount().Values)]);

    private static string Netscape(Account account) =>
        string.Concat(account.Jar.All.Select(cookie => $"{cookie.Domain}\tFALSE\t{cookie.Path}\tFALSE\t0\t{cookie.Name}\t{cookie.Value}\n").Prepend("# Netscape HTTP Cookie File\n"));
}
