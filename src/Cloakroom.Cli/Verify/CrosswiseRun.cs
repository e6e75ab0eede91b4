using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Scenarios.Totp;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Cli.Verify;

/// <summary>Two test users sign in through the public address, several times, interleaved and at once; each must see themself alone, and neither may get into the other's session.</summary>
/// <param name="address">The public address.</param>
/// <param name="scenario">As <see cref="VerifyScenario.Read"/> gives it.</param>
/// <param name="codes">Of that scenario.</param>
/// <param name="pass">Lets past the mode.</param>
/// <param name="time">The clock.</param>
internal sealed class CrosswiseRun(Uri address, Scenario scenario, OneTimeCodes codes, string pass, TimeProvider time)
{
    public const int Rounds = 4;

    // Shorter values are words such as a language, which two people may well share.
    private const int ShortestSecret = 16;

    private readonly ShownUsers _shown = new(VerifyScenario.PageOf(scenario)!, scenario.Users);
    private readonly string _page = VerifyScenario.PageOf(scenario)!.Path;
    private readonly List<string> _identity = [];
    private readonly List<string> _crossed = [];
    private readonly HashSet<string> _repeated = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cached = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Value)>[] _given = [[], []];
    private bool _hasCrossed;

    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken)
    {
        for (var round = 1; round <= Rounds && _identity.Count == 0; round++)
        {
            // In the first round too: the command may have been run just before.
            await codes.RenewAsync(time.GetUtcNow(), time, cancellationToken);
            try
            {
                await RunRoundAsync(round, cancellationToken);
            }
            catch (MannersException notSent)
            {
                Wrong(_identity, round, notSent.Message);
            }
        }

        foreach (var name in _given[0].Intersect(_given[1]).Where(cookie => cookie.Value.Length >= ShortestSecret).Select(cookie => cookie.Name).Where(name => !Matches(scenario.SharedCookies, name)))
            _repeated.Add($"The cookie {name} was set to the same value for both.");
        return
        [
            Check.Of(
                "two users",
                _identity,
                $"{Rounds} rounds at {address.Authority}; each saw themself alone.",
                "Let nobody in before it is understood who answers for whom: look at caches and proxies in front first."),
            _hasCrossed || _identity.Count > 0
                ? Check.Of(
                    "a session in another browser",
                    _crossed,
                    _hasCrossed ? "the session cookie of one did not open in the other's browser." : "not reached.",
                    "Sessions there are not bound to a browser: is the guard in front of this address, and does its rule enforce?")
                : new Check("a session in another browser", CheckResult.NotTested, "no cookie was set at sign-in that differs between the two.", "Name the session's cookies: sessionCookies."),
            Check.Of("repeated cookies", _repeated, "no cookie was set to the same value for both.", "A cache or the application hands one value out twice. A value that may be shared: sharedCookies."),
            Check.Of("answers out of a cache", [.. _cached.Select(path => $"{path} came out of a cache.")], "none of the responses did.", "Exempt these paths from caching."),
        ];
    }

    private async Task RunRoundAsync(int round, CancellationToken cancellationToken)
    {
        // With connections for each account, as two people have them, and new ones in every round.
        using var client = new ProbeClient(new ProbeClientOptions { UserAgent = "cloakroom-verify", Proxy = ProxyOf(address) }, new Manners(VerifyScenario.Limits(address, scenario), time), [], time);
        var passing = new PassingClient(client, address, pass);
        Visitor[] users = [new(passing, address, scenario, 0, time), new(passing, address, scenario, 1, time)];
        int[] order = round % 2 == 1 ? [0, 1] : [1, 0];
        await SignInAsync(users, order, round, cancellationToken);
        var cookies = users.Select(user => user.Cookies).ToArray();
        if (_identity.Count == 0)
        {
            foreach (var user in order.Concat(order))
                await LookAsync(users[user], user, round, cancellationToken);
            await LookAsNobodyAsync(users[0], round, cancellationToken);
            await CrossAsync(users, cookies, 0, round, cancellationToken);
            await CrossAsync(users, cookies, 1, round, cancellationToken);
            foreach (var user in order)
                await LookAsync(users[user], user, round, cancellationToken);
        }

        foreach (var user in order)
        {
            await users[user].SignOutAsync(cancellationToken);
            _given[user].AddRange(users[user].Given);
            _cached.UnionWith(users[user].Cached);
        }
    }

    /// <summary>Step by step in turn; in the later rounds both at once.</summary>
    private async Task SignInAsync(Visitor[] users, int[] order, int round, CancellationToken cancellationToken)
    {
        for (var step = 0; step < scenario.SignIn.Count && _identity.Count == 0; step++)
        {
            if (round > Rounds / 2)
            {
                await Task.WhenAll(order.Select(user => users[user].SignInFurtherAsync(cancellationToken)));
            }
            else
            {
                foreach (var user in order)
                    await users[user].SignInFurtherAsync(cancellationToken);
            }

            foreach (var user in order)
            {
                if (users[user].Problem is { } problem)
                    Wrong(_identity, round, $"{ShownUsers.NameOf(user)} could not sign in: {problem}.");
            }
        }
    }

    private async Task LookAsync(Visitor visitor, int user, int round, CancellationToken cancellationToken)
    {
        var exchange = await visitor.AskAsync(cancellationToken);
        if (_shown.Shows(exchange, 1 - user))
            Wrong(_identity, round, $"USER {user + 1} SAW USER {2 - user} at {_page}.");
        else if (!_shown.Shows(exchange, user))
            Wrong(_identity, round, $"{ShownUsers.NameOf(user)} is not seen at {_page} ({exchange.Failure ?? $"status {exchange.Status}"}).");
    }

    private async Task LookAsNobodyAsync(Visitor visitor, int round, CancellationToken cancellationToken)
    {
        var exchange = await visitor.AskWithAsync([], cancellationToken);
        for (var user = 0; user < 2; user++)
        {
            if (_shown.Shows(exchange, user))
                Wrong(_identity, round, $"SOMEBODY WHO IS NOT SIGNED IN SAW USER {user + 1} at {_page}.");
        }
    }

    /// <summary>Puts the session's cookies of one user into the other's browser, whose own binding stays.</summary>
    private async Task CrossAsync(Visitor[] users, IReadOnlyList<JarCookie>[] cookies, int owner, int round, CancellationToken cancellationToken)
    {
        var theirs = cookies[1 - owner];
        var taken = cookies[owner].Where(cookie => scenario.SessionCookies.Count > 0
            ? Matches(scenario.SessionCookies, cookie.Name)
            : !IsBinding(cookie.Name) && theirs.Any(other => other.Name == cookie.Name && other.Value != cookie.Value)).ToList();
        if (taken.Count == 0)
            return;
        _hasCrossed = true;
        var names = taken.Select(cookie => cookie.Name).ToHashSet(StringComparer.Ordinal);
        var exchange = await users[1 - owner].AskWithAsync(theirs.Where(cookie => !names.Contains(cookie.Name)).Concat(taken), cancellationToken);
        if (_shown.Shows(exchange, owner))
            Wrong(_crossed, round, $"the session cookie of user {owner + 1} opened in the browser of user {2 - owner}.");
    }

    private static bool Matches(IReadOnlyList<string> patterns, string name) => patterns.Any(pattern => new Wildcard(pattern).Matches(name));

    // What ties sessions to a browser is the browser's own: taken over too, it would be the same browser.
    private static bool IsBinding(string name)
    {
        var bare = name.StartsWith("__Host-", StringComparison.Ordinal) ? name["__Host-".Length..] : name;
        return bare is "cloakroom-binding" or "cloakroom-edge";
    }

    private static void Wrong(List<string> found, int round, string what) => found.Add($"Round {round}: {what}");

    // What the environment says, as for every other command that somebody types.
    private static Uri? ProxyOf(Uri url) => HttpClient.DefaultProxy.IsBypassed(url) ? null : HttpClient.DefaultProxy.GetProxy(url);
}
