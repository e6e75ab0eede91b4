using System.Diagnostics;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Scenarios;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Probe.Tests.Faults;

/// <summary>Accounts that are not, or not any more, what the run takes them for: nothing that was tried in their name has been tested.</summary>
public sealed class AccountFaultTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    [InlineData(0)]
    public async Task Run_SomeOfThreeRefused_NamesEachOfThem(int good)
    {
        await using var site = await FaultySite.StartAsync();
        Account[] accounts = [FaultRun.Account("alice", good > 0 ? null : "expired"), FaultRun.Account("bob", good > 1 ? null : "expired"), FaultRun.Account("carol", "expired")];

        var report = await FaultRun.RunAsync(FaultRun.Options(site.Url) with { Accounts = accounts }, Ct);

        foreach (var account in accounts.Skip(good))
            report.ShouldBeUntested($"account {account.Name}", "signIn[1]: status 403");
        report.Accounts.Count(account => account.IsSignedIn).ShouldBe(good);
        if (good == 2)
            report.Confidence.Pairs.ShouldBeGreaterThan(0);
        else
            report.ShouldBeUntested(good == 1 ? "pairs of two accounts" : "everything", "");
    }

    /// <summary>Most sites answer a refused sign-in with status 200, the form again and a session for nobody.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_RefusedWithTheFormAgain_NamesTheAccount(bool hasIdentity)
    {
        await using var site = await FaultySite.StartAsync(RefuseCarolAsync);
        var options = FaultRun.Options(site.Url);

        var report = await FaultRun.RunAsync(
            options with { Accounts = [.. options.Accounts, FaultRun.Account("carol")], Scenario = hasIdentity ? FaultRun.Scenario : FaultRun.Scenario with { Identity = [] } }, Ct);

        report.ShouldBeUntested("account carol", hasIdentity ? "does not show it as signed in" : "may not be signed in");
        report.Untested.ShouldNotContain(one => one.What == "account alice");
    }

    /// <summary>Only three look at every page.</summary>
    [Fact]
    public async Task Run_FifthOfFiveRefusedWithoutIdentity_IsNamedAloneAndTheFourthChecked()
    {
        await using var site = await FaultySite.StartAsync(RefuseCarolAsync);
        Account[] accounts = [.. ((string[])["alice", "bob", "dave", "erin", "carol"]).Select(name => FaultRun.Account(name))];

        var report = await FaultRun.RunAsync(FaultRun.Options(site.Url) with { Accounts = accounts, Scenario = FaultRun.Scenario with { Identity = [] } }, Ct);

        report.ShouldBeUntested("account carol", "may not be signed in");
        report.Untested.Where(one => one.What.StartsWith("account ", StringComparison.Ordinal)).ShouldHaveSingleItem();
    }

    /// <summary>Not told by anything of their own: the site shows who is signed in by a word alone.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_FourthSignedOutInTheMiddleWithNothingOfItsOwnShown_IsNamed(bool isSignedOut)
    {
        await using var site = await FaultySite.StartAsync((site, _, number) =>
        {
            if (number == 90 && isSignedOut)
                site.SignOut("dave");
            return Task.FromResult(false);
        });
        site.Body = (context, body) => site.IsSignedIn(context) ? "<p>Members only</p><a href=/>Leave</a>" : body;

        var report = await FaultRun.RunAsync(Jars(site, "alice", "bob", "carol", "dave") with { Time = TimeSpan.FromSeconds(45) }, Ct);

        report.Untested.Any(one => one.What == "account account-4" && one.Why.StartsWith("the site signed it out", StringComparison.Ordinal)).ShouldBe(isSignedOut, string.Join('\n', report.Untested));
        report.Untested.ShouldNotContain(one => one.What == "account account-1");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_PasswordChangedInTheMiddle_NamesTheAccounts(bool hasIdentity)
    {
        var refused = new RefusedSignIns();
        await using var site = await FaultySite.StartAsync(async (site, context, number) =>
        {
            if (number == 80)
                site.SignEverybodyOut();
            if (number > 80 && context.Request.Method == "POST")
                await refused.NoteAsync(context, number);
            return number > 80 && await RefuseAsync(context);
        });

        var report = await FaultRun.RunUntilAsync(
            FaultRun.Options(site.Url, seconds: 6) with { UntilTime = true, Scenario = hasIdentity ? FaultRun.Scenario : FaultRun.Scenario with { Identity = [] } }, _ => refused.AreKnown(site));

        report.ShouldBeUntested("account alice", "does not show it as signed in");
        report.ShouldBeUntested("account bob", "does not show it as signed in");
    }

    /// <summary>Two exported sessions and nothing else: no scenario that says how to tell who one is.</summary>
    [Fact]
    public async Task Run_JarsSignedOutInTheMiddle_NamesTheAccounts()
    {
        var since = new Stopwatch();
        await using var site = await FaultySite.StartAsync((site, _, number) =>
        {
            if (number == 80)
            {
                site.SignEverybodyOut();
                since.Start();
            }

            return Task.FromResult(false);
        });

        // Each is looked at in one of five looks, a tenth of the run's time apart.
        var report = await FaultRun.RunUntilAsync(Jars(site, "alice", "bob") with { Time = TimeSpan.FromSeconds(6), UntilTime = true }, _ => since.Elapsed > TimeSpan.FromSeconds(4));

        report.ShouldBeUntested("account account-1", "the site signed it out");
        report.ShouldBeUntested("account account-2", "the site signed it out");
    }

    /// <summary>The twin of what follows and of what was before.</summary>
    [Fact]
    public async Task Run_JarsOfTwo_IsClean()
    {
        await using var site = await FaultySite.StartAsync();

        var report = await FaultRun.RunAsync(Jars(site, "alice", "bob") with { Time = TimeSpan.FromSeconds(45) }, Ct);

        report.Untested.ShouldBeEmpty();
        report.Verdict.ShouldBe(Verdict.Clean);
    }

    [Fact]
    public async Task Run_JarsOfOnePerson_SaysSo()
    {
        await using var site = await FaultySite.StartAsync();

        var report = await FaultRun.RunAsync(Jars(site, "alice", "alice"), Ct);

        report.ShouldBeUntested("what tells accounts apart on /account", "account-1 and account-2 got the same page");
        report.Untested.ShouldContain(one => one.Remedy.Contains("two sessions of one account", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_JarsThatAreSignedOutAlready_SaysSo()
    {
        await using var site = await FaultySite.StartAsync();
        var options = Jars(site, "alice", "bob");
        site.SignEverybodyOut();

        (await FaultRun.RunAsync(options, Ct)).ShouldBeUntested("bodies of pages", "no page that was looked at shows anything by which an account is known");
    }

    private static ProbeOptions Jars(FaultySite site, params string[] users) => FaultRun.Options(site.Url) with
    {
        Scenario = new Scenario(),
        Tactics = new HashSet<string> { Tactic.TimedPair, Tactic.Burst },
        Accounts = [.. users.Select((user, i) =>
        {
            var account = new Account($"account-{i + 1}", new Dictionary<string, string>());
            account.Jar.Add(new JarCookie("sid", site.SignIn(user), site.Url.Host, true, "/", false, null));
            return account;
        })],
    };

    private static async Task<bool> RefuseCarolAsync(FaultySite site, HttpContext context, int number) =>
        context.Request.Method == "POST" && (await context.Request.ReadFormAsync())["user"] == "carol" && await RefuseAsync(context);

    private static async Task<bool> RefuseAsync(HttpContext context)
    {
        if (context.Request.Method != "POST")
            return false;
        context.Response.Headers.SetCookie = $"sid={System.Security.Cryptography.RandomNumberGenerator.GetHexString(32)}; Path=/; HttpOnly";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/html";
        await context.Response.WriteAsync("<p>Wrong password.</p><form method=post></form>");
        return true;
    }
}
