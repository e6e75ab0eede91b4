using System.IO.Compression;
using System.Text;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Tests.Watching;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Probe.Tests.Faults;

/// <summary>Answers that are not what they say, or too much; and sites that send elsewhere, where nobody is asked.</summary>
public sealed class AnswerFaultTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_GzipThatEndsEarly_SaysSo()
    {
        var whole = Gzip(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 500))));
        await using var site = await ScriptAsync("gzip", whole[..(whole.Length / 2)]);

        (await FaultRun.RunAsync(site.Url)).ShouldBeUntested("/s/app.js", "could not be read to the end");
    }

    [Fact]
    public async Task Run_DeflateBomb_IsCutOffAndSaid()
    {
        // A thousand times the limit, and less than the limit on the wire.
        await using var site = await ScriptAsync("gzip", Gzip(new byte[1000 * FaultRun.Sending.BodyCap / 2]));

        (await FaultRun.RunAsync(site.Url)).ShouldBeUntested("/s/app.js", "longer than the limit");
    }

    [Fact]
    public async Task Run_HeaderWithoutEnd_SaysSo()
    {
        await using var site = await FaultySite.StartAsync((_, context, _) =>
        {
            if (context.Request.Path == "/s/app.js")
            {
                for (var i = 0; i < 300; i++)
                    context.Response.Headers[$"X-{i}"] = new string('x', 1024);
            }

            return Task.FromResult(false);
        });

        (await FaultRun.RunAsync(site.Url)).ShouldBeUntested("/s/app.js", "the header is longer than 256 KB");
    }

    /// <summary>What a page says of its letters changes nothing: what is another's is found all the same.</summary>
    [Theory]
    [InlineData("text/html; charset=utf-16")]
    [InlineData("text/html; charset=no-such-thing")]
    [InlineData("image/png")]
    public async Task Run_CharsetThatLies_StillFindsTheLeak(string type)
    {
        await using var site = await LeakySite.StartAsync();
        site.OnPage = (context, _) => context.Response.ContentType = context.Request.Path == "/account" ? type : "text/html";

        var report = await FaultRun.RunAsync(site.Url);

        report.Verdict.ShouldBe(Verdict.Leaks);
        report.Findings.ShouldContain(finding => finding.Severity == Severity.Leak && finding.Route == "/account");
    }

    [Fact]
    public async Task Run_SignInLeadsToAnotherHost_SaysSoAndDoesNotAskIt()
    {
        await using var other = await FaultySite.StartAsync();
        await using var site = await FaultySite.StartAsync((_, context, _) =>
        {
            if (context.Request.Method == "POST")
                context.Response.Redirect(other.Url + "sso");
            return Task.FromResult(context.Request.Method == "POST");
        });

        var report = await FaultRun.RunAsync(site.Url);

        report.ShouldBeUntested("account alice", $"redirect 1 leads to {other.Url.Authority}, which is not named; add it to hosts");
        other.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Run_FirstPageLeadsToAnotherHost_SaysSoAndDoesNotAskIt()
    {
        await using var other = await FaultySite.StartAsync();
        await using var site = await FaultySite.StartAsync((_, context, _) =>
        {
            if (context.Request.Path == "/")
                context.Response.Redirect(other.Url + "shop");
            return Task.FromResult(context.Request.Path == "/");
        });

        var report = await FaultRun.RunAsync(site.Url);

        report.ShouldBeUntested("/", $"leads to http://{other.Url.Authority}, which was not named");
        other.Requests.ShouldBe(0);
    }

    /// <summary>What tells who one is may be what nobody may ask.</summary>
    [Theory]
    [InlineData("/account")]
    [InlineData("/")]
    public async Task Run_ExcludedWhatItNeeds_SaysSo(string excluded)
    {
        await using var site = await FaultySite.StartAsync();
        var options = FaultRun.Options(site.Url);
        using var run = new Cloakroom.Probe.Runs.ProbeRun(
            options with { KeepsToRobots = true, Scenario = options.Scenario with { SignIn = [options.Scenario.SignIn[0], options.Scenario.SignIn[1] with { FollowRedirects = false }] } },
            FaultRun.Sending,
            FaultRun.Manners(site.Url) with { Exclude = [excluded] },
            TimeProvider.System);

        var report = await run.RunAsync(Ct);

        report.ShouldBeUntested(excluded == "/" ? "account alice" : "/account", "--exclude or 'exclude' of the scenario says so");
    }

    [Fact]
    public async Task Run_RobotsForbidAll_SaysSo()
    {
        await using var site = await FaultySite.StartAsync(async (_, context, _) =>
        {
            if (context.Request.Path != "/robots.txt")
                return false;
            await context.Response.WriteAsync("User-agent: *\nDisallow: /\n");
            return true;
        });

        var report = await FaultRun.RunAsync(FaultRun.Options(site.Url) with { KeepsToRobots = true }, Ct);

        report.ShouldBeUntested("account alice", "the site's robots.txt says so");
        site.Requests.ShouldBe(1);
    }

    private static Task<FaultySite> ScriptAsync(string coding, byte[] body) => FaultySite.StartAsync(async (_, context, _) =>
    {
        if (context.Request.Path != "/s/app.js")
            return false;
        context.Response.ContentType = "text/javascript";
        context.Response.Headers.ContentEncoding = coding;
        await context.Response.Body.WriteAsync(body);
        return true;
    });

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(plain);
        return packed.ToArray();
    }
}
