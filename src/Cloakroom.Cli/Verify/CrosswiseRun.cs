using System.Net;

namespace Cloakroom.Cli.Verify;

/// <summary>Two test users sign in through the public address, several times, interleaved and at once; each must see themself alone, and neither may get into the other's session.</summary>
internal sealed class CrosswiseRun(Uri address, Scenario scenario, string pass)
{
    public const int Rounds = 4;

    // Shorter values are words such as a language, which two people may well share.
    private const int ShortestSecret = 16;

    private readonly List<string> _identity = [];
    private readonly List<string> _crossed = [];
    private readonly HashSet<string> _repeated = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cached = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Value)>[] _given = [[], []];
    private bool _hasCrossed;

    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken)
    {
        for (var round = 1; round <= Rounds && _identity.Count == 0; round++)
            await RunRoundAsync(round, cancellationToken);

        foreach (var name in _given[0].Intersect(_given[1]).Where(cookie => cookie.Value.Length >= ShortestSecret).Select(cookie => cookie.Name).Except(scenario.SharedCookies))
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
        // A connection pool for each, as two people have.
        using var one = Connect();
        using var other = Connect();
        Visitor[] users = [new(one, address, pass), new(other, address, pass)];
        Dictionary<string, string>[] values = [new(scenario.Users[0]), new(scenario.Users[1])];
        int[] order = round % 2 == 1 ? [0, 1] : [1, 0];
        // Step by step in turn, then both at once.
        var isAtOnce = round > Rounds / 2;
        foreach (var step in scenario.SignIn)
        {
            var replies = isAtOnce
                ? await Task.WhenAll(order.Select(user => users[user].SendAsync(step, values[user], cancellationToken)))
                : [await users[order[0]].SendAsync(step, values[order[0]], cancellationToken), await users[order[1]].SendAsync(step, values[order[1]], cancellationToken)];
            for (var i = 0; i < order.Length; i++)
                RequireAnswer(step, replies[i], order[i], round);
            if (_identity.Count > 0)
                break;
        }

        var cookies = users.Select(user => user.Cookies.ToDictionary()).ToArray();
        if (_identity.Count == 0)
        {
            foreach (var user in order.Concat(order))
                await LookAsync(users[user], user, round, cancellationToken);
            await LookAsNobodyAsync(new Visitor(one, address, pass), round, cancellationToken);
            await CrossAsync(users, cookies, 0, round, cancellationToken);
            await CrossAsync(users, cookies, 1, round, cancellationToken);
            foreach (var user in order)
                await LookAsync(users[user], user, round, cancellationToken);
        }

        foreach (var user in order)
        {
            foreach (var step in scenario.SignOut)
                await users[user].SendAsync(step, values[user], cancellationToken);
            _given[user].AddRange(users[user].Given);
            _cached.UnionWith(users[user].Cached);
        }
    }

    private void RequireAnswer(Step step, Reply reply, int user, int round)
    {
        var isExpected = step.Expect.Count > 0 ? step.Expect.Contains(reply.Status) : reply.Status is > 0 and < 400;
        if (reply.Status == 0)
            Wrong(_identity, round, $"{step.Path} gave user {user + 1} {reply.Problem}.");
        else if (!isExpected)
            Wrong(_identity, round, $"{step.Path} answered user {user + 1} with status {reply.Status}.");
        else if (reply.Problem is not null)
            Wrong(_identity, round, $"{step.Path}: {reply.Problem}.");
    }

    private async Task LookAsync(Visitor visitor, int user, int round, CancellationToken cancellationToken)
    {
        var reply = await visitor.GetAsync(scenario.WhoAmI.Path, cancellationToken);
        if (Shows(reply, 1 - user))
            Wrong(_identity, round, $"USER {user + 1} SAW USER {2 - user} at {reply.Path}.");
        else if (!Shows(reply, user))
            Wrong(_identity, round, $"user {user + 1} is not seen at {reply.Path} ({(reply.Status == 0 ? reply.Problem : $"status {reply.Status}")}).");
    }

    private async Task LookAsNobodyAsync(Visitor nobody, int round, CancellationToken cancellationToken)
    {
        var reply = await nobody.GetAsync(scenario.WhoAmI.Path, cancellationToken);
        for (var user = 0; user < 2; user++)
        {
            if (Shows(reply, user))
                Wrong(_identity, round, $"SOMEBODY WHO IS NOT SIGNED IN SAW USER {user + 1} at {reply.Path}.");
        }
    }

    /// <summary>Puts the session's cookies of one user into the other's jar, whose own binding stays.</summary>
    private async Task CrossAsync(Visitor[] users, Dictionary<string, string>[] cookies, int owner, int round, CancellationToken cancellationToken)
    {
        var names = scenario.SessionCookies.Count > 0
            ? scenario.SessionCookies.Where(cookies[owner].ContainsKey).ToList()
            : cookies[owner].Where(cookie => !IsBinding(cookie.Key) && cookies[1 - owner].TryGetValue(cookie.Key, out var theirs) && theirs != cookie.Value).Select(cookie => cookie.Key).ToList();
        if (names.Count == 0)
            return;
        _hasCrossed = true;
        var jar = new Dictionary<string, string>(cookies[1 - owner]);
        foreach (var name in names)
            jar[name] = cookies[owner][name];
        var reply = await users[1 - owner].WithCookies(jar).GetAsync(scenario.WhoAmI.Path, cancellationToken);
        if (Shows(reply, owner))
            Wrong(_crossed, round, $"the session cookie of user {owner + 1} opened in the browser of user {2 - owner}.");
    }

    private bool Shows(Reply reply, int user) => reply.Body.Contains(scenario.ShownOf(user), StringComparison.Ordinal)
        || reply.Body.Contains(WebUtility.HtmlEncode(scenario.ShownOf(user)), StringComparison.Ordinal);

    // What ties sessions to a browser is the browser's own: taken over too, it would be the same browser.
    private static bool IsBinding(string name)
    {
        var bare = name.StartsWith("__Host-", StringComparison.Ordinal) ? name["__Host-".Length..] : name;
        return bare is "cloakroom-binding" or "cloakroom-edge";
    }

    private static void Wrong(List<string> found, int round, string what) => found.Add($"Round {round}: {what}");

    private static HttpMessageInvoker Connect() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All });
}
