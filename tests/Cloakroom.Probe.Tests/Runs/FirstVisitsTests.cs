using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Tests.Scenarios;

namespace Cloakroom.Probe.Tests.Runs;

public sealed class FirstVisitsTests
{
    private static readonly Uri Site = new("http://127.0.0.1/");
    private static readonly Scenario SignsIn = new() { SignIn = [new Step { Path = "/signin" }, new Step { Path = "/signin/{user}" }, new Step { Method = "POST", Path = "/signin" }] };

    private int _issued;

    [Fact]
    public async Task Run_OfASessionWithoutContent_IsAlike()
    {
        var site = new ScriptedSite(Site, (_, _) => ScriptedAnswer.Html("", ("Set-Cookie", "session=eyJmbGFzaCI6e319; path=/"), ("Set-Cookie", $"visitor={++_issued}; path=/")));

        (await RunAsync(site)).ShouldBe([("session", "eyJmbGFzaCI6e319")]);

        site.Requests.Select(request => request.Url.OriginalString).ShouldBeUnique();
        site.Requests.ShouldAllBe(request => request.Url.AbsolutePath == "/" || request.Url.AbsolutePath == "/signin" || request.Url.AbsolutePath == "/cloakroom-probe-nothing-is-here");
    }

    [Fact]
    public async Task Run_OfARedirectToThePage_GoesThere()
    {
        var site = new ScriptedSite(Site, (request, _) => request.Url.AbsolutePath == "/" ? ScriptedAnswer.Redirect("/home") : ScriptedAnswer.Html("", ("Set-Cookie", "session=eyJmbGFzaCI6e319")));

        (await RunAsync(site, new Scenario())).ShouldBe([("session", "eyJmbGFzaCI6e319")]);
    }

    [Fact]
    public async Task Run_OfStoredAnswers_TakesNothingFromThem()
    {
        var site = new ScriptedSite(Site, (_, _) => ScriptedAnswer.Html("", ("Set-Cookie", "session=eyJmbGFzaCI6e319"), ("Age", "1")));

        (await RunAsync(site)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_OfDeletions_TakesNothingFromThem()
    {
        var site = new ScriptedSite(Site, (_, _) => ScriptedAnswer.Html("", ("Set-Cookie", "session=deleted; Max-Age=0")));

        (await RunAsync(site)).ShouldBeEmpty();
    }

    private static Task<IReadOnlyCollection<(string Name, string Value)>> RunAsync(ScriptedSite site, Scenario? scenario = null) =>
        FirstVisits.RunAsync(site, new ProbeOptions { Site = Site, Accounts = [], Scenario = scenario ?? SignsIn }, TestContext.Current.CancellationToken);
}
