using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Scenarios;

namespace Cloakroom.Probe.Runs;

/// <summary>What is asked of a run.</summary>
internal sealed record ProbeOptions
{
    /// <summary>Absolute, http or https; its path is the first page.</summary>
    public required Uri Site { get; init; }

    /// <summary>One at least; two for what matters most.</summary>
    public required IReadOnlyList<Account> Accounts { get; init; }

    public Scenario Scenario { get; init; } = new();

    /// <summary>What must not be shown, beside all of the accounts: values of the environment that the scenario names, and of fields on every request; with what each is called.</summary>
    public IReadOnlyList<(string Label, string Value)> Secrets { get; init; } = [];

    /// <summary>Makes the same choices again.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Ends the run, whatever is left. Default two minutes.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether the site's own robots.txt is obeyed.</summary>
    public bool KeepsToRobots { get; init; }

    /// <summary>Goes on until the time is up, when everything has been tried once. Default: ends then.</summary>
    public bool UntilTime { get; init; }

    /// <summary>Goes on, without rests, until the leak rate is below this with 95 % confidence; null to end with the plan.</summary>
    public double? UntilBound { get; init; }

    /// <summary>Ways to make load; all by default.</summary>
    public IReadOnlySet<string> Tactics { get; init; } = AllTactics;

    /// <summary>Likely times to live, ascending.</summary>
    public IReadOnlyList<TimeSpan> Windows { get; init; } = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)];

    /// <summary>Pages that are found by following links, beside those that the scenario names. Default 20.</summary>
    public int MaxPages { get; init; } = 20;

    /// <summary>Assets that are tried. Default 40.</summary>
    public int MaxAssets { get; init; } = 40;

    /// <summary>Trials under way at once. Default 8.</summary>
    public int Lanes { get; init; } = 8;

    /// <summary>Requests a second by random accounts to random pages, beside the trials. Default none.</summary>
    public double BackgroundRate { get; init; }

    /// <summary>How often a finding is tried again. Default 3.</summary>
    public int Confirmations { get; init; } = 3;

    /// <summary>After which a sign-out must be known to every server: they may need a moment to tell each other. Default two seconds.</summary>
    public TimeSpan SignOutSettles { get; init; } = TimeSpan.FromSeconds(2);

    public static IReadOnlySet<string> AllTactics { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        Tactic.TimedPair, Tactic.Burst, Tactic.CancelledPair, Tactic.PathVariant, Tactic.Churn, Tactic.SignedOut,
    };
}
