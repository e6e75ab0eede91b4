namespace Cloakroom.Replay.Harness;

/// <summary>What users do in most scenarios.</summary>
internal static class Traffic
{
    /// <summary>Does something for many at once.</summary>
    public static Task AllAsync(IEnumerable<VirtualUser> users, Func<VirtualUser, Task> act) => Task.WhenAll(users.Select(act));

    /// <summary>Signs users in while all is well, and looks at their dashboards.</summary>
    /// <exception cref="ScenarioInvalidException">Somebody did not get in: then what follows would prove nothing.</exception>
    public static async Task EnterAsync(this SideRun run, IEnumerable<VirtualUser> users)
    {
        var people = users.ToArray();
        await AllAsync(people, user => EnterAsync(run, user));
        // What a watcher must not take for a leak.
        if (run.Watcher is not null) await Task.WhenAll(people.Chunk(4).Where(four => four.Length == 4).Select(four => EverydayLife.LiveAsync(run, four)));
    }

    private static async Task EnterAsync(SideRun run, VirtualUser user)
    {
        var signIn = await user.SignInAsync(run.Stop);
        var page = await user.GetAsync("/dashboard", run.Stop);
        if (user.IsOwnPage(page)) return;

        run.Stop.ThrowIfCancellationRequested();
        throw new ScenarioInvalidException(
            $"without a fault, sign-in answered {Describe(signIn)} and the dashboard {Describe(page)} on the {run.Side} side.");
    }

    /// <summary>Looks at the dashboard a number of times, as users whom the fault does not touch.</summary>
    public static Task BrowseUnaffectedAsync(this SideRun run, IEnumerable<VirtualUser> users, int times) => AllAsync(users, async user =>
    {
        for (var i = 0; i < times; i++) run.MustBeOwn(user, await user.GetAsync("/dashboard", run.Stop));
    });

    /// <summary>Uses the application as people do under a fault: looks at pages, and signs in when they are not let in.</summary>
    /// <param name="run">The run.</param>
    /// <param name="users">Who.</param>
    /// <param name="times">How many pages each.</param>
    /// <param name="over">They come one by one over this time, and take as long over each page.</param>
    public static Task UseAsync(this SideRun run, IEnumerable<VirtualUser> users, int times, TimeSpan over = default) => AllAsync(users, async user =>
    {
        for (var i = 0; i < times; i++)
        {
            if (over > TimeSpan.Zero) await Task.Delay(over * user.Random.Next(1000) / 1000, run.Stop);
            var page = await user.GetAsync("/dashboard", run.Stop);
            if (!page.IsSuccess) await user.SignInAsync(run.Stop);
            await user.GetAsync("/whoami", run.Stop);
        }
    });

    /// <summary>Visitors look at pages that need no session.</summary>
    public static Task VisitAsync(this SideRun run, int times) => AllAsync(run.Visitors, async visitor =>
    {
        for (var i = 0; i < times; i++) run.MustWork((await visitor.GetAsync(i % 2 == 0 ? "/" : "/about", run.Stop)).IsSuccess);
    });

    /// <summary>
    /// With the fault gone, everybody gets in again. A node whose canary failed opens sign-in with its next round, so this
    /// allows for that. Of Cloakroom alone: what the stock side stored wrongly stays wrong, which is no news.
    /// </summary>
    public static async Task RecoverAsync(this SideRun run, IEnumerable<VirtualUser> users)
    {
        run.Fault.Set(false);
        if (run.HasStockSessions) return;

        await AllAsync(users, async user =>
        {
            for (var attempt = 0; ; attempt++)
            {
                var signIn = await user.SignInAsync(run.Stop);
                var page = await user.GetAsync("/dashboard", run.Stop);
                if (user.IsOwnPage(page)) return;
                if (attempt == 20)
                {
                    throw new ScenarioInvalidException(
                        $"after the fault, sign-in answered {Describe(signIn)} and the dashboard {Describe(page)} on the Cloakroom side.");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200), run.Stop);
            }
        });
    }

    private static string Describe(Exchange exchange) => exchange.Status is { } status ? ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture) : "nothing";
}
