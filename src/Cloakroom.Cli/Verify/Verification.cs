using System.Globalization;
using Cloakroom.Cli.Control;
using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Scenarios.Totp;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cloakroom.Cli.Verify;

/// <summary>Runs the checks, the cheap ones first. A pass lets its test users past the mode and is taken away in any case.</summary>
internal sealed class Verification(ControlSetting setting, ControlSession session)
{
    private const string Begun = "verify";
    private const string Done = "verify done: ";

    private static readonly TimeSpan PassLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Whether a line of the audit trail is a verification's.</summary>
    public static bool IsOwn(ControlEntry entry) => entry.Action == Begun || IsResult(entry);

    public static bool IsResult(ControlEntry entry) => entry.Action.StartsWith(Done, StringComparison.Ordinal);

    public static string ResultOf(ControlEntry result) => result.Action[Done.Length..];

    public async Task<Verified> RunAsync(Uri? url, Scenario? scenario, string reason, CancellationToken cancellationToken)
    {
        var checks = new List<Check> { await RunCanaryAsync(cancellationToken) };
        var codes = scenario is null ? null : new OneTimeCodes(scenario, scenario.Users);
        var (pass, secret) = VerifyPass.Create(Now() + PassLifetime + (CrosswiseRun.Rounds * (codes?.Longest ?? TimeSpan.Zero)));
        var entry = new ControlEntry(Now(), Begun, setting.Operator, reason);
        try
        {
            await session.Calls.WriteAsync("set-pass", token => session.Store.SetPassAsync(pass, entry, token), cancellationToken);
            var enforced = await new EnforcementWatch(session, setting.Time).WaitAsync(entry.At, setting.FeedWait, cancellationToken);
            checks.Add(CheckFeed(enforced));
            checks.Add(await CheckNodesAsync(cancellationToken));
            checks.AddRange(url is null || scenario is null || codes is null
                ? [new Check("two users", CheckResult.NotTested, "nobody has signed in through the public address.", "Give --url and --scenario: see docs/verify.md.")]
                : await new CrosswiseRun(url, scenario, codes, secret, setting.Time).RunAsync(cancellationToken));
        }
        finally
        {
            var verified = new Verified(checks);
            var done = new ControlEntry(Now(), Done + verified.Summary, setting.Operator, reason);
            await session.Calls.WriteAsync("set-pass", token => session.Store.SetPassAsync(null, done, token), CancellationToken.None);
        }

        return new Verified(checks);
    }

    /// <summary>The library's own canary, under keys that live as long as this command.</summary>
    private async Task<Check> RunCanaryAsync(CancellationToken cancellationToken)
    {
        const string name = "canary";
        var options = Options.Create(new CloakroomOptions());
        var seal = new RecordSeal(new EphemeralDataProtectionProvider());
        var journal = new MixupJournal(session.Store, session.Calls, options, setting.Time, session.Telemetry, [], NullLogger<MixupJournal>.Instance);
        using var canary = new Canary(session.Store, session.Calls, seal, journal, new CanaryGate(), options, setting.Time, NullLogger<Canary>.Instance);
        return await canary.RunAsync(cancellationToken) switch
        {
            CanaryResult.Right => new Check(name, CheckResult.Pass, "two sessions were written to the store and read back crosswise."),
            CanaryResult.Wrong => new Check(name, CheckResult.Fail, "what was read back was not what was written.", "The store mixes sessions up: see cloakroom mixups, and let nobody in before that is understood."),
            _ => new Check(name, CheckResult.Fail, "the store could not be asked.", "See that the file can be written and its disk is not full."),
        };
    }

    private Check CheckFeed(Enforced enforced)
    {
        const string name = "control feed";
        if (enforced.Nodes.Count == 0)
            return new Check(name, CheckResult.NotTested, "no node is running that could hear.", "Start one, and run this again.");
        var wrong = enforced.Nodes
            .Where(node => !(node.InForceAfterMs <= setting.FeedLimit.TotalMilliseconds))
            .Select(node => node.InForceAfterMs is { } ms
                ? $"{node.Name} heard after {ms} ms."
                : $"{node.Name} has not heard of the change within {setting.FeedWait.TotalSeconds:0} s.")
            .ToList();
        return Check.Of(
            name,
            wrong,
            $"{(enforced.Nodes.Count == 1 ? "the one node" : $"all {enforced.Nodes.Count} nodes")} heard of a change within {enforced.Nodes.Max(node => node.InForceAfterMs)} ms.",
            "Such a node cannot read the store, or has no time to: see its /healthz, restart it if in doubt.");
    }

    private async Task<Check> CheckNodesAsync(CancellationToken cancellationToken)
    {
        const string name = "nodes";
        var revisions = await session.ReadRevisionsAsync(cancellationToken);
        var now = setting.Time.GetUtcNow();
        var nodes = (await session.ReadNodesAsync(cancellationToken)).Where(node => node.Kind != NodeKind.Probe).Select(node => NodeLine.Of(node, revisions, now)).ToList();
        if (nodes.Count == 0)
            return new Check(name, CheckResult.NotTested, "none is running.", "Start one, and run this again.");
        var silent = nodes.Where(node => !node.IsAlive).ToList();
        var sick = nodes.Where(node => node is { IsAlive: true, Canary: CanaryResult.Wrong or CanaryResult.Unavailable or CanaryResult.NotRun }).ToList();
        var wrong = silent.Select(node => string.Create(CultureInfo.InvariantCulture, $"{node.Name} is silent for {node.SeenSecondsAgo:0.0} s."))
            .Concat(sick.Select(node => $"{node.Name}: {string.Join(", ", node.States().Skip(1))}."))
            .ToList();
        return Check.Of(
            name,
            wrong,
            nodes.Count == 1 ? $"{nodes[0].Name} is alive." : $"all {nodes.Count} are alive, and no canary reads wrong.",
            silent.Count > 0 ? $"Known to be stopped? {string.Join("; ", silent.Select(node => $"cloakroom forget {node.Id} --reason TEXT"))}" : "See the log of that node.");
    }

    private DateTimeOffset Now() => setting.Time.GetUtcNow().TruncateToMilliseconds();
}
