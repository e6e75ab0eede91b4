using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Scenarios;

/// <summary>Requests of a scenario in the name of an account, one step at a time; see <see cref="StepRunner.Begin"/>. Used by one at a time.</summary>
internal sealed class StepWalk(StepRunner runner, Account account, IReadOnlyList<Step> steps, string place, string tactic, StepValues values)
{
    private readonly List<Exchange> _exchanges = [];
    private int _next;

    /// <summary>So far.</summary>
    public StepOutcome Outcome => new(Problem, _exchanges, values.Extracted);

    /// <summary>Null while all goes well.</summary>
    public string? Problem { get; private set; }

    /// <summary>Runs the next step.</summary>
    /// <returns>Whether there was one, and all went well.</returns>
    public async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (Problem is not null || _next == steps.Count)
            return false;
        var i = _next++;
        if (await runner.RunAsync(account, steps[i], tactic, values, _exchanges, cancellationToken) is { } wrong)
            Problem = $"{place}[{i}]{wrong}";
        if (place is "signUp" or "signIn" && (Problem is not null || _next == steps.Count))
        {
            foreach (var (name, value) in values.Extracted)
                account.Extracted[name] = value;
        }

        return Problem is null;
    }
}
