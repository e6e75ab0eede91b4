using System.Diagnostics;
using Cloakroom.Probe.Findings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Probe.Tests.Findings;

public sealed class CurlScriptTests
{
    [Theory]
    [InlineData("https://h/a?x=';touch${IFS}/tmp/owned;'")]
    [InlineData("https://h/a?x=$(touch /tmp/owned)`id`")]
    [InlineData("https://h/\"quoted\"/{1..9}/[a-z]")]
    [InlineData("https://h/%0A%0Drm%20-rf/..;/'")]
    [InlineData("https://h/reset/9f86d081884c7d659a2feaa0c55ad015")]
    public async Task Write_HostileAddress_IsAScriptThatTheShellTakesAndThatQuotesIt(string url)
    {
        var script = Script(MadeUp.Sighting(
            MadeUp.Exchange("7 o'bob$(id)", url, 100, request: [("X-Odd", "a'b\"c$(id)\\"), ("Accept", "*/*")]),
            MadeUp.Exchange("al`id`ice", url)));
        var (status, _, error) = await RunAsync(["-n"], script);
        (status, error).ShouldBe((0, ""));
        script.ShouldContain("A_7_O_BOB__ID__COOKIE");

        // What the shell makes of the address is the address.
        var echo = script.Split('\n').Single(line => line.Contains("RECEIVER_URL=", StringComparison.Ordinal) || line.Contains("RECEIVER_URL is not set", StringComparison.Ordinal));
        var (code, output, _) = await RunAsync([], echo + "\nprintf '<%s>' \"$RECEIVER_URL\"\n");
        if (url.Contains("/reset/", StringComparison.Ordinal))
            code.ShouldBe(2);
        else
            output.ShouldBe($"<{new Uri(url).AbsoluteUri}>");
        File.Exists("/tmp/owned").ShouldBeFalse();
    }

    [Fact]
    public async Task Run_AgainstAServerThatLeaks_FindsItAndShowsNoSecret()
    {
        await using var site = await SiteAsync(leaks: true);
        var script = Script(Sighting(site, 0));
        var (status, output, error) = await RunAsync([], script, ("ALICE_COOKIE", "sid=alice-secret-1"), ("BOB_COOKIE", "sid=bob-secret-2"), ("LOOK_FOR", "page of alice"));
        status.ShouldBe(1, output + error);
        output.ShouldContain("== both were given the same cookie");
        output.ShouldContain($"cookie sid, sha256 {SecretName.Of("", "", "issued-to-alice-secret-1").Digest}");
        output.ShouldContain("== found in what the receiver got: LOOK_FOR");
        output.ShouldNotContain("alice-secret-1");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(-10)]
    public async Task Run_AgainstAServerThatDoesNotLeak_FindsNothing(double gap)
    {
        await using var site = await SiteAsync(leaks: false);
        var (status, output, error) = await RunAsync([], Script(Sighting(site, gap)), ("ALICE_COOKIE", "sid=alice-secret-1"), ("BOB_COOKIE", "sid=bob-secret-2"), ("LOOK_FOR", "page of alice"));
        status.ShouldBe(0, output + error);
        output.ShouldContain("== LOOK_FOR is not in what the receiver got");
        output.ShouldContain("HTTP/1.1 200");
    }

    /// <summary>What is the same for all, or takes a cookie away, is not what leaked.</summary>
    [Fact]
    public async Task Run_AgainstAServerThatGivesAllTheSameLanguage_FindsNothing()
    {
        await using var site = await SiteAsync(leaks: false, "lang=en; Path=/", "old=; Path=/; Max-Age=0");
        var sighting = Sighting(site, 0) with { Detail = "cookie sid" };
        var (status, output, error) = await RunAsync([], Script(sighting), ("ALICE_COOKIE", "sid=alice-secret-1"), ("BOB_COOKIE", "sid=bob-secret-2"));
        status.ShouldBe(0, output + error);
    }

    /// <summary>A text that is not looked for is not there: that must not look as if it had been mended.</summary>
    [Fact]
    public async Task Run_WithoutTheTextThatTells_SaysThatItIsMissing()
    {
        await using var site = await SiteAsync(leaks: true);
        var (status, _, error) = await RunAsync([], Script(Sighting(site, 0) with { Check = CheckKind.ForeignMarker }), ("ALICE_COOKIE", "sid=alice-secret-1"), ("BOB_COOKIE", "sid=bob-secret-2"));
        status.ShouldBe(2);
        error.ShouldContain("LOOK_FOR is not set");
    }

    [Fact]
    public async Task Run_WithoutItsVariables_SaysWhichIsMissing()
    {
        await using var site = await SiteAsync(leaks: false);
        var (status, _, error) = await RunAsync([], Script(Sighting(site, 0)));
        status.ShouldBe(2);
        error.ShouldContain("ALICE_COOKIE is not set");
    }

    private static Sighting Sighting(Site site, double gap) => MadeUp.Sighting(
        MadeUp.Exchange("bob", site.Address + "account?a=1&b=%27", 20 + gap, request: [("Cookie", "sid=bob-secret-2"), ("Accept", "text/html")]),
        MadeUp.Exchange("alice", site.Address + "account?a=1&b=%27", request: [("Cookie", "sid=alice-secret-1")]),
        CheckKind.ForeignCookie);

    private static string Script(Sighting sighting)
    {
        var script = CurlScript.Write(Evidence.Of(sighting), sighting.Check, new Redaction(MadeUp.Known(), [sighting.Source!, sighting.Received]));
        script.ShouldNotContain("alice-secret");
        return script;
    }

    internal static async Task<(int Status, string Output, string Error)> RunAsync(string[] arguments, string script, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in new[] { "ALICE_COOKIE", "BOB_COOKIE", "LOOK_FOR", "BODY", "OWNER_URL", "RECEIVER_URL" })
            start.Environment.Remove(name);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(script);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    private static async Task<Site> SiteAsync(bool leaks, params string[] cookies)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        string? stored = null;
        app.MapGet("/account", (HttpContext context) =>
        {
            var sid = context.Request.Cookies["sid"]!;
            var owner = leaks ? stored ??= sid : sid;
            context.Response.Headers.SetCookie = new([$"sid=issued-to-{owner}; Path=/", .. cookies]);
            return Results.Text($"<p>page of {owner.Split('-')[0]}</p>", "text/html");
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Site(app);
    }

    private sealed class Site(WebApplication app) : IAsyncDisposable
    {
        public string Address => app.Urls.Single() + "/";

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
