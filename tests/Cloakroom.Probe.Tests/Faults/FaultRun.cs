using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Tests.Runs;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Faults;

/// <summary>A short run against a site that may do anything.</summary>
internal static class FaultRun
{
    /// <summary>No run may take longer, whatever the site does: its own time is a part of it.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    public static Scenario Scenario { get; } = new()
    {
        SignIn =
        [
            new Step { Method = "GET", Path = "/login", Extract = new Dictionary<string, Extraction> { ["csrf"] = new() { Selector = "input[name=csrf]", Attribute = "value" } } },
            new Step
            {
                Method = "POST", Path = "/login", FollowRedirects = true,
                Form = new Dictionary<string, string> { ["user"] = "{user}", ["password"] = "{password}", ["csrf"] = "{csrf}" },
            },
        ],
        Identity = [new IdentityRule("/account", "{email}")],
        Markers = ["email"],
    };

    public static Account Account(string name, string? password = null) =>
        new(name, new Dictionary<string, string> { ["user"] = name, ["password"] = password ?? "pw-" + name, ["email"] = name + "@mail.example.test" });

    /// <param name="site">Where.</param>
    /// <param name="seconds">At most: a run that has done what it planned ends before.</param>
    public static ProbeOptions Options(Uri site, double seconds = 45) => new()
    {
        Site = site,
        Accounts = [Account("alice"), Account("bob")],
        Scenario = Scenario,
        Time = TimeSpan.FromSeconds(seconds),
        Windows = [TimeSpan.FromMilliseconds(50)],
        Tactics = new HashSet<string> { Tactic.TimedPair, Tactic.Burst },
        Confirmations = 1,
    };

    public static ProbeClientOptions Sending { get; } = new() { BodyCap = 64 * 1024 };

    /// <summary>For sites that let one wait: of others a busy machine makes such.</summary>
    public static ProbeClientOptions Impatient { get; } = Sending with { AnswerTimeout = TimeSpan.FromSeconds(1), BodyTimeout = TimeSpan.FromSeconds(1) };

    public static MannersOptions Manners(Uri site) => new() { Target = site, RequestsPerSecond = 1000, FailuresInARow = 6, LongestPause = TimeSpan.FromSeconds(2) };

    public static Task<ProbeReport> RunAsync(ProbeOptions options, CancellationToken stop = default) => RunAsync(options, Sending, stop);

    public static async Task<ProbeReport> RunAsync(ProbeOptions options, ProbeClientOptions sending, CancellationToken stop)
    {
        using var run = new ProbeRun(options, sending, Manners(options.Site), TimeProvider.System);
        return await run.RunAsync(stop).WaitAsync(Hang, TestContext.Current.CancellationToken);
    }

    /// <summary>Until there is enough of it; only then its time, 4 seconds or more, is up.</summary>
    public static async Task<ProbeReport> RunUntilAsync(ProbeOptions options, Func<RunProgress, bool> isEnough)
    {
        var time = new RunTime();
        using var run = new ProbeRun(options, Sending, Manners(options.Site), time);
        var running = run.RunAsync(TestContext.Current.CancellationToken);
        await Task.WhenAny(running, EnoughAsync()).WaitAsync(Hang, TestContext.Current.CancellationToken);
        if (!running.IsCompleted)
            time.Pass();
        return await running.WaitAsync(Hang, TestContext.Current.CancellationToken);

        async Task EnoughAsync()
        {
            while (!isEnough(run.Progress) && !running.IsCompleted)
                await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public static Task<ProbeReport> RunAsync(Uri site, double seconds = 45) => RunAsync(Options(site, seconds));

    /// <summary>The report says that this was not tested, why and what to do; and is not called clean, which the exit status says as well.</summary>
    public static void ShouldBeUntested(this ProbeReport report, string what, string why)
    {
        report.Untested.ShouldContain(one => one.What.Contains(what, StringComparison.Ordinal) && one.Why.Contains(why, StringComparison.Ordinal), string.Join('\n', report.Untested.Select(one => one.ToString())));
        report.Untested.ShouldAllBe(one => one.Why.Length > 0 && one.Remedy.Length > 0);
        report.Verdict.ShouldBe(Verdict.Incomplete);
        ProbeExit.Of(report, FailOn.Default).ShouldBe(ProbeExit.Incomplete);
    }
}
