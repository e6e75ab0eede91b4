using System.Collections.Concurrent;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Runs;

/// <summary>
/// What one run knows at its end and the next need not find out again: whose every cookie value and marker is, who is signed up, which texts are planted, what there is to try.
/// The sessions themselves are in the accounts' jars. For one run at a time. Everything in it is bounded, however many runs there are.
/// </summary>
internal sealed class RunMemory
{
    private readonly ConcurrentDictionary<Account, bool> _known = new();
    private readonly ConcurrentDictionary<Account, bool> _planted = new();

    public RunMemory(ProbeOptions options)
    {
        Oracle = new IdentityOracle(options.Scenario.Identity, options.Accounts);
        Inspector = new Inspector(new InspectorOptions { Scenario = options.Scenario }, Markers, Oracle);
    }

    public MarkerBook Markers { get; } = new();

    public IdentityOracle Oracle { get; }

    public Inspector Inspector { get; }

    /// <summary>A site that makes up names for its cookies has no more than this of the session's.</summary>
    public const int MaxSessionCookies = 50;

    /// <summary>Names of the cookies that are taken for those of the session.</summary>
    public IReadOnlyList<string> SessionCookies { get; set; } = [];

    /// <summary>Null until somebody has looked around.</summary>
    public Surroundings? Around { get; set; }

    /// <summary>Where accounts see that they are signed in; empty where the scenario says how to tell.</summary>
    public OwnPages OwnPages { get; } = new();

    /// <summary>The texts that are planted for an account, under what stands in the braces: the same in each run.</summary>
    public ConcurrentDictionary<Account, IReadOnlyDictionary<string, string>> Texts { get; } = new();

    /// <summary>Whether an account is signed up, and may be signed in still.</summary>
    public bool IsKnown(Account account) => _known.ContainsKey(account);

    public void NoteKnown(Account account) => _known[account] = true;

    /// <summary>Whether its markers are on the site.</summary>
    public bool IsPlanted(Account account) => _planted.ContainsKey(account);

    public void NotePlanted(Account account) => _planted[account] = true;
}

/// <summary>What looking around has found.</summary>
/// <param name="Targets">To be tried.</param>
/// <param name="SpeaksHttp2">Whether the site does.</param>
/// <param name="Untested">What could not be looked at, which no run that goes by this has tested either.</param>
/// <param name="Accounts">Who was signed in then: with others there may be other pages.</param>
/// <param name="At">A timestamp of the run's clock.</param>
internal sealed record Surroundings(IReadOnlyList<Target> Targets, bool SpeaksHttp2, IReadOnlyList<Untested> Untested, IReadOnlyList<Account> Accounts, long At)
{
    /// <summary>How long what was found is tried before somebody looks around again: pages come and go.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(1);

    public bool IsGoodFor(IReadOnlyList<Account> accounts, TimeProvider time) => Targets.Count > 0 && time.GetElapsedTime(At) < Lifetime && Accounts.SequenceEqual(accounts);
}
