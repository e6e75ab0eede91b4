using System.Diagnostics;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Replay.Harness;

/// <summary>Does what the person on call does with an incident, and takes the time until nobody sees anything of anybody else's.</summary>
internal static class ContainmentDrill
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <param name="run">The run.</param>
    /// <param name="services">Of a server that knows of the incident.</param>
    /// <param name="nameOf">Whom a party of a report stands for, to the harness.</param>
    /// <returns>From the order to the first round of requests in which every page is one's own or none; null when that did not come.</returns>
    public static async Task<TimeSpan?> RunAsync(SideRun run, IServiceProvider services, Func<MixupParty, string?> nameOf)
    {
        var touched = Touched(run, nameOf);
        var innocent = run.Users.Where(user => !touched.Contains(user.Member.Id)).ToArray();
        innocent = [.. innocent.Zip(await LookAsync(run, innocent)).Where(look => look.First.IsOwnPage(look.Second)).Select(look => look.First)];

        var began = Stopwatch.GetTimestamp();
        await ContainAsync(services);
        while (!(await LookAsync(run, run.Users)).Zip(run.Users).All(look => !look.First.IsSuccess || look.Second.IsOwnPage(look.First)))
        {
            if (Stopwatch.GetElapsedTime(began) > Limit) return null;
            // What was under way at the order may have leaked after it; repeating it ends that, and nothing else.
            await ContainAsync(services);
        }

        var took = Stopwatch.GetElapsedTime(began);
        // Whoever had nothing to do with it must not have noticed. What was late may have come to somebody since.
        var pages = await LookAsync(run, innocent);
        touched = Touched(run, nameOf);
        foreach (var (user, page) in innocent.Zip(pages).Where(look => !touched.Contains(look.First.Member.Id))) run.MustWork(user.IsOwnPage(page));
        return took;
    }

    // A report may name people in whose requests somebody else's code has worked without anything of it coming out: they are involved.
    private static HashSet<string?> Touched(SideRun run, Func<MixupParty, string?> nameOf) =>
    [
        .. run.Truth.Evidence.Keys.SelectMany(pair => new[] { pair.Owner, pair.Receiver }),
        .. run.Mixups.All.SelectMany(mixup => new[] { nameOf(mixup.Owner), nameOf(mixup.Presenter) }),
    ];

    private static async Task ContainAsync(IServiceProvider services)
    {
        var containment = services.GetRequiredService<Containment>();
        foreach (var incident in await services.GetRequiredService<ICloakroomStore>().ReadIncidentsAsync(int.MaxValue, CancellationToken.None))
        {
            var scope = await containment.FindInvolvedAsync(incident.Id, CancellationToken.None);
            await containment.EndAsync(scope!, "replay", "it is contained", CancellationToken.None);
        }
    }

    // All at once, as they are. What they see now is no longer part of the incident.
    private static async Task<Exchange[]> LookAsync(SideRun run, IEnumerable<VirtualUser> users) => await Task.WhenAll(users.Select(user =>
    {
        user.Truth = null;
        return user.GetAsync("/dashboard", run.Stop);
    }));
}
