using Cloakroom.Probe.Inputs;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Scenarios.Reading;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Cli.Verify;

/// <summary>A scenario as the probe reads it, with what verification cannot do without: two users, a sign-in, and a page that tells who one is.</summary>
internal static class VerifyScenario
{
    /// <param name="file">Where it is.</param>
    /// <param name="address">The public address.</param>
    /// <param name="environment">Values of variables, for <c>${NAME}</c>.</param>
    /// <exception cref="InputException">It cannot be used; has all that is wrong.</exception>
    public static Scenario Read(string file, Uri address, Func<string, string?> environment) => ScenarioFile.Read(file, environment, demands: (scenario, problems) =>
    {
        // Of one, and of two that are the same, the reader tells.
        if (scenario.Users.Count is not (1 or 2))
            problems.Add("users", $"there are {scenario.Users.Count}, and verify signs in two.", "Give exactly two test users.");
        if (scenario.SignIn.Count == 0)
            problems.Add("signIn", "there is no request.", "Give those that sign a user in.");
        if (scenario.Identity.Count == 0)
            problems.Add("identity", "nothing says how to see who is signed in.", "Add \"whoAmI\": { \"path\": \"/account\", \"shows\": \"{user}\" }.");
        else if (PageOf(scenario) is null)
            problems.Add("identity", "has no path without *, and verify asks one page.", "Add a rule for one page.");
        if (problems.All.Count == 0)
        {
            foreach (var problem in Limits(address, scenario).Problems())
                problems.Add("", problem, "");
        }
    });

    /// <summary>The rule of the page that is asked; null when there is none, which <see cref="Read"/> does not let pass.</summary>
    public static IdentityRule? PageOf(Scenario scenario) => scenario.Identity.FirstOrDefault(rule => !rule.Path.Contains('*', StringComparison.Ordinal));

    /// <summary>Only the hosts that are named; no limit of the rate, since there are so few requests and they have to come close together.</summary>
    public static MannersOptions Limits(Uri address, Scenario scenario) => new()
    {
        Target = address,
        Hosts = scenario.Hosts,
        Exclude = scenario.Exclude,
        RequestsPerSecond = double.PositiveInfinity,
        LongestPause = TimeSpan.Zero,
    };
}
