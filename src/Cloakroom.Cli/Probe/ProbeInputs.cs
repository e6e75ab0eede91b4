using System.CommandLine;
using Cloakroom.Cli.Control;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Inputs;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Cli.Probe;

/// <summary>What a run needs, out of the command line and the files that it names.</summary>
/// <param name="Options">What is asked for.</param>
/// <param name="Sending">How it is sent.</param>
/// <param name="Manners">Within which limits.</param>
internal sealed record ProbeInputs(ProbeOptions Options, ProbeClientOptions Sending, MannersOptions Manners)
{
    private static readonly TimeSpan DefaultTime = TimeSpan.FromMinutes(2);

    /// <exception cref="ControlException">Has all that is wrong with the files and with what was given, a line each.</exception>
    public static ProbeInputs Read(ProbeCommandOptions options, ParseResult parsed, Func<string, string?> environment, TimeProvider time)
    {
        var problems = new List<string>();
        var site = parsed.GetValue(options.Site)!;
        var secrets = new List<(string Label, string Value)>();
        var headers = ReadHeaders(parsed.GetValue(options.Headers) ?? [], problems);
        IReadOnlyList<Account> accounts = [];
        var scenario = new Scenario();
        Try(() => accounts = ReadAccounts(options, parsed, site, time), problems);
        var areReadable = problems.Count == 0;
        if (parsed.GetValue(options.Scenario) is { } file)
        {
            Try(
                () =>
                {
                    scenario = ScenarioFile.Read(file, Variable, accounts.Count > 0 ? [.. accounts.Select(account => account.Values)] : null);
                    if (areReadable && accounts.Count == 0 && scenario.Users.Count > 0)
                        accounts = AccountList.OfUsers(file, scenario.Users, time);
                },
                problems);
        }

        // Whether they go together, only what can be read tells.
        if (problems.Count == 0 && accounts.Count == 0)
            problems.Add("probe: nobody to ask as: give --accounts accounts.csv with --scenario, or --cookie-jar twice, or users in the scenario.");
        else if (problems.Count == 0 && scenario.SignIn.Count == 0 && accounts.All(account => account.Jar.All.Count == 0))
            problems.Add("probe: the scenario does not say how to sign in (signIn), and no --cookie-jar is given. cloakroom probe init writes a first scenario.");
        scenario = scenario with { Hosts = [.. scenario.Hosts, .. parsed.GetValue(options.Hosts) ?? []], Exclude = [.. scenario.Exclude, .. parsed.GetValue(options.Exclude) ?? []] };
        var limit = parsed.GetValue(options.Time);
        var bound = parsed.GetValue(options.UntilBound);
        var inputs = new ProbeInputs(
            new ProbeOptions
            {
                Site = site,
                Accounts = accounts,
                Scenario = scenario,
                // A field by which a firewall knows the probe lets in whoever has it.
                Secrets =
                [
                    .. secrets.Where(secret => !scenario.Hosts.Append(site.Authority).Any(host => host.Contains(secret.Value, StringComparison.OrdinalIgnoreCase))),
                    .. headers.Where(field => !SecretFields.IsPlain(field.Name)).Select(field => ($"header {field.Name}", field.Value)),
                ],
                Seed = parsed.GetValue(options.Seed),
                Time = limit ?? DefaultTime,
                UntilTime = limit is not null && bound is null,
                UntilBound = bound,
                MaxPages = parsed.GetValue(options.MaxPages),
                MaxAssets = parsed.GetValue(options.MaxAssets),
                BackgroundRate = parsed.GetValue(options.Background),
                Tactics = parsed.GetValue(options.Tactics) is { Length: > 0 } tactics ? tactics.ToHashSet(StringComparer.Ordinal) : ProbeOptions.AllTactics,
                KeepsToRobots = parsed.GetValue(options.Robots),
            },
            new ProbeClientOptions { IgnoreCertificates = parsed.GetValue(options.Insecure), Headers = headers },
            new MannersOptions
            {
                Target = site,
                Hosts = scenario.Hosts,
                Exclude = scenario.Exclude,
                RequestsPerSecond = parsed.GetValue(options.Rate),
                TotalBytes = (long)parsed.GetValue(options.MaxBytes),
                TotalRequests = parsed.GetValue(options.MaxRequests),
            });
        problems.AddRange([.. inputs.Sending.Problems(), .. inputs.Manners.Problems()]);
        return problems.Count == 0 ? inputs : throw new ControlException(string.Join('\n', problems));

        string? Variable(string name)
        {
            var value = environment(name);
            if (value is not null)
                secrets.Add((name, value));
            return value;
        }
    }

    private static void Try(Action read, List<string> problems)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is InputException or ControlException)
        {
            problems.AddRange(e.Message.Split('\n'));
        }
    }

    private static IReadOnlyList<Account> ReadAccounts(ProbeCommandOptions options, ParseResult parsed, Uri site, TimeProvider time)
    {
        var jars = parsed.GetValue(options.Jars) ?? [];
        var file = parsed.GetValue(options.Accounts);
        if (file is not null && jars.Length > 0)
            throw new ControlException("--accounts and --cookie-jar: give the one or the other.");
        return file is not null ? AccountFile.Read(file, time) : jars.Length > 0 ? JarFile.ReadAccounts(jars, site, time) : [];
    }

    // What has no name may be a secret alone, so it is told by its place.
    private static List<HeaderField> ReadHeaders(string[] lines, List<string> problems)
    {
        var fields = new List<HeaderField>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Split(':', 2) is [var name, var value])
                fields.Add(new HeaderField(name.Trim(), value.Trim()));
            else
                problems.Add($"--header{(lines.Length > 1 ? $" (number {i + 1})" : "")}: has no colon; give 'Name: value'.");
        }

        return fields;
    }
}
