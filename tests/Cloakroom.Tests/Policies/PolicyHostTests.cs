using System.Net;
using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cloakroom.Tests.Policies;

/// <summary>A leak in observe mode through a real host: it goes on without the policy and stops with it.</summary>
public sealed class PolicyHostTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PolicyMode.Off, "alice", "alice", "carol")]
    [InlineData(PolicyMode.Observe, "alice", "alice", "carol")]
    [InlineData(PolicyMode.AsRule, "alice", "alice", "carol")]
    [InlineData(PolicyMode.Act, TestEndpoints.Nobody, TestEndpoints.Nobody, TestEndpoints.Nobody)]
    public async Task Quarantine_LeakThatGoesOn_StopsItForThoseInvolvedAlone(PolicyMode mode, string bobThen, string aliceThen, string bobWithCarols)
    {
        await using var app = await StartAsync(mode);
        var (alice, bob) = (await app.Browse().SignInAsync("alice"), await app.Browse().SignInAsync("bob"));
        var (carol, dan) = (await app.Browse().SignInAsync("carol"), await app.Browse().SignInAsync("dan"));
        var own = bob.Cookies[Browser.Token];

        bob.Copy(alice, Browser.Token);
        (await bob.BodyAsync("/me")).ShouldBe("alice", "the first is what is counted");
        (await bob.BodyAsync("/me")).ShouldBe(bobThen);
        (await alice.BodyAsync("/me")).ShouldBe(aliceThen);
        bob.Copy(carol, Browser.Token);
        (await bob.BodyAsync("/me")).ShouldBe(bobWithCarols);

        bob.Cookies[Browser.Token] = own;
        (await bob.BodyAsync("/me")).ShouldBe("bob", "who got another's cookie is innocent");
        (await dan.BodyAsync("/me")).ShouldBe("dan");
        await alice.SignInAsync("alice");
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        await app.Get<IncidentPolicies>().LookAsync();
        (await alice.BodyAsync("/me")).ShouldBe("alice", "who has signed in again is not signed out again");
        var incident = (await app.Store.ReadIncidentsAsync(1, Ct))[0];
        incident.ExposedOwners.ShouldBe(mode == PolicyMode.Act ? 1 : 2);
    }

    [Fact]
    public async Task CloseSignIn_AtItsCount_ClosesItAndNothingElse()
    {
        await using var app = await StartAsync(PolicyMode.Off, options => (options.Policies.CloseSignIn.Mode, options.Policies.CloseSignIn.Exposed) = (PolicyMode.Act, 1));
        var (alice, bob) = (await app.Browse().SignInAsync("alice"), await app.Browse().SignInAsync("bob"));
        bob.Copy(alice, Browser.Token);
        await bob.BodyAsync("/me");

        (await app.Browse().PostAsync("/sign-in/carol")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await alice.BodyAsync("/me")).ShouldBe("alice");
        await app.Control.SetModeAsync(CloakroomMode.Open, "op", "looked at it", Ct);
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await bob.BodyAsync("/me");
        (await app.Browse().PostAsync("/sign-in/carol")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Health_StoreFailsForPolicies_SaysSo()
    {
        await using var app = await StartAsync(PolicyMode.Act);
        app.Store.On(StoreMethods.ReadPolicies, Fault.Error);
        await app.Get<IncidentPolicies>().LookAsync();

        var report = await app.Get<HealthCheckService>().CheckHealthAsync(Ct);

        report.Entries["cloakroom-store"].Status.ShouldBe(HealthStatus.Degraded);
        report.Entries["cloakroom-store"].Description!.ShouldStartWith("Policies on incidents could not be looked after since ");
    }

    private static Task<TestApp> StartAsync(PolicyMode quarantine, Action<CloakroomOptions>? configure = null) => TestApp.StartAsync(setup => setup.Options = options =>
    {
        options.Rules.ForeignBinding = RuleMode.Observe;
        options.Policies.Quarantine.Mode = quarantine;
        configure?.Invoke(options);
    });
}
