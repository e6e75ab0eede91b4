using Cloakroom.Probe.Plans;

namespace Cloakroom.Probe.Runs;

/// <summary>One of those who work off the schedule.</summary>
internal sealed class Lane(Schedule schedule, TrialPlan plan, RunParts parts, ProbeOptions options)
{
    /// <returns>When nothing is left, or the bound is reached.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await schedule.TakeAsync(cancellationToken) is { } trial)
        {
            if (parts.Findings.IsToldByItsPage(trial.Target))
            {
                parts.Coverage.NeedNot(trial.Target);
                schedule.Done(trial);
                continue;
            }

            try
            {
                await parts.Trials.RunAsync(trial, cancellationToken);
            }
            finally
            {
                // Before it is over: a schedule that is empty for a moment would end the others.
                // And where nobody is asked any more, going on until the time is up would be doing nothing until then.
                if (plan.GoesOnAt(trial.Target) && GoesOn() && !parts.Manners.IsTargetDown)
                    schedule.Add(plan.Next(trial.Target, inHaste: options.UntilBound is not null));
                schedule.Done(trial);
            }

            await parts.Confirmer.RunOneAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private bool GoesOn() => options.UntilBound is { } bound ? !parts.Coverage.HasReached(bound) : options.UntilTime;
}
