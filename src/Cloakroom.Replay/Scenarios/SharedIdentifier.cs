using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;
using Cloakroom.Replay.Stock;

namespace Cloakroom.Replay.Scenarios;

/// <summary>What the two incidents have in common in which several people got one identifier, as it looks to an edge: an application whose cookie is a plain identifier.</summary>
internal static class SharedIdentifier
{
    private const int Groups = 10;

    /// <summary>The application on several servers with a table of sessions that they share, and the watching edge before it.</summary>
    public static async Task StartAsync(SideRun run, int servers, ConcurrentDictionary<string, ClaimsPrincipal> table, Func<ITicketKeys> keys)
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        await run.StartPortalAsync(servers, SessionStack.Identifiers(table, secret, keys));
        await run.PutWatcherInFrontAsync(IdentifierSessions.CookieName);
    }

    /// <summary>
    /// People come in groups, and sign in one after the other, as they need to; then all who are there look at their pages. One after the other, because whose page it is that somebody gets while another signs
    /// in under the same identifier is decided inside the application, where no watcher stands (docs/replays.md, "Cannot").
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="users">Who.</param>
    /// <param name="isSignedOut">Whether they know that they have to sign in; else they look first.</param>
    public static async Task ComeBackAsync(SideRun run, IReadOnlyList<VirtualUser> users, bool isSignedOut)
    {
        var here = new List<VirtualUser>();
        foreach (var group in run.Random.Shuffled(users).Chunk(Math.Max(2, users.Count / Groups)))
        {
            here.AddRange(group);
            foreach (var user in group)
            {
                if (isSignedOut || !(await user.GetAsync("/dashboard", run.Stop)).IsSuccess) await user.SignInAsync(run.Stop);
            }

            await Traffic.AllAsync(here, async user =>
            {
                await user.GetAsync("/dashboard", run.Stop);
                await user.GetAsync("/whoami", run.Stop);
            });
        }
    }
}
