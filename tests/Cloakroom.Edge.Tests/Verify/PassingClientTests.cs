using System.Collections.Concurrent;
using Cloakroom.Cli.Verify;
using Cloakroom.Control;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Edge.Tests.Verify;

/// <summary>The pass, and the cookies of test users, are for the application that is verified.</summary>
public sealed class PassingClientTests
{
    [Theory]
    [InlineData(false, "which is not named")]
    [InlineData(true, null)]
    public async Task Send_PathThatAPageMadeLeadElsewhere_AsksNobodyUnlessNamedAndShowsNoPass(bool isNamed, string? problem)
    {
        var asked = new ConcurrentQueue<string>();
        await using var elsewhere = await TestUpstream.StartAsync(context =>
        {
            asked.Enqueue($"elsewhere {context.Request.Path} {context.Request.Headers[VerifyPass.Header]}");
            return Task.CompletedTask;
        });
        await using var shop = await TestUpstream.StartAsync(context =>
        {
            asked.Enqueue($"shop {context.Request.Path} {context.Request.Headers[VerifyPass.Header]}");
            context.Response.Headers.Location = $"{elsewhere.Url}/x";
            return Task.CompletedTask;
        });
        var address = new Uri(shop.Url);
        var scenario = new Scenario { Hosts = isNamed ? [new Uri(elsewhere.Url).Authority] : [] };
        using var client = new ProbeClient(new ProbeClientOptions(), new Manners(VerifyScenario.Limits(address, scenario), TimeProvider.System), [], TimeProvider.System);
        var steps = new StepRunner(new PassingClient(client, address, "the-pass"), address);

        var outcome = await steps.RunAsync(
            new Account("user 1", new Dictionary<string, string>()),
            [new Step { Path = "/", Extract = new Dictionary<string, Extraction> { ["next"] = new() { Header = "Location" } } }, new Step { Path = "{next}" }],
            "signIn", "sign-in", new Dictionary<string, string>(), TestContext.Current.CancellationToken);

        asked.ShouldBe(isNamed ? ["shop / the-pass", "elsewhere /x "] : ["shop / the-pass"]);
        if (problem is null)
            outcome.Problem.ShouldBeNull();
        else
            outcome.Problem!.ShouldContain(problem);
    }
}
