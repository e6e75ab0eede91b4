namespace Cloakroom.Replay.Harness;

/// <summary>What people do with sessions on any day, and what looks like a leak to whoever guesses.</summary>
internal static class EverydayLife
{
    /// <summary>The first signs out and in again, the second has two browsers, the third lets the fourth sign in on their device and takes it back.</summary>
    public static async Task LiveAsync(SideRun run, IReadOnlyList<VirtualUser> four)
    {
        await LeaveAndComeBackAsync(run, four[0]);
        await UseTwoBrowsersAsync(run, four[1]);
        await LendAsync(run, four[2], four[3]);
    }

    private static async Task LeaveAndComeBackAsync(SideRun run, VirtualUser user)
    {
        await user.PostAsync("/signout", run.Stop);
        await user.GetAsync("/whoami", run.Stop);
        await user.SignInAsync(run.Stop);
        await LookAsync(run, user);
    }

    private static async Task UseTwoBrowsersAsync(SideRun run, VirtualUser user)
    {
        var first = user.Jar;
        user.Jar = new CookieJar(run.Clock);
        await user.SignInAsync(run.Stop);
        await LookAsync(run, user);
        user.Jar = first;
        await LookAsync(run, user);
    }

    private static async Task LendAsync(SideRun run, VirtualUser owner, VirtualUser guest)
    {
        var own = guest.Jar;
        await owner.PostAsync("/signout", run.Stop);
        guest.Jar = owner.Jar;
        await guest.SignInAsync(run.Stop);
        await LookAsync(run, guest);
        await guest.PostAsync("/signout", run.Stop);
        guest.Jar = own;
        await owner.SignInAsync(run.Stop);
        await LookAsync(run, owner);
        await LookAsync(run, guest);
    }

    private static async Task LookAsync(SideRun run, VirtualUser user)
    {
        var page = await user.GetAsync("/dashboard", run.Stop);
        run.Stop.ThrowIfCancellationRequested();
        if (!user.IsOwnPage(page)) throw new ScenarioInvalidException($"on an ordinary day somebody did not get their own page on the {run.Side} side.");
    }
}
