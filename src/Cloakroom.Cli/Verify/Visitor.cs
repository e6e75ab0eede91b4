using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Cli.Verify;

/// <summary>A test user in a browser of their own, for one round. Used by one at a time.</summary>
internal sealed class Visitor
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    private readonly IProbeClient _client;
    private readonly StepRunner _steps;
    private readonly StepWalk _signIn;
    private readonly Account _account;
    private readonly Scenario _scenario;
    private readonly TimeProvider _time;
    private readonly Uri _page;
    private int _step;

    /// <param name="client">With connections for each account.</param>
    /// <param name="address">The public address.</param>
    /// <param name="scenario">As <see cref="VerifyScenario.Read"/> gives it.</param>
    /// <param name="user">Which of its users, from 0.</param>
    /// <param name="time">The clock.</param>
    public Visitor(IProbeClient client, Uri address, Scenario scenario, int user, TimeProvider time)
    {
        (_client, _scenario, _time) = (client, scenario, time);
        _account = new Account(ShownUsers.NameOf(user), scenario.Users[user], time);
        _steps = new StepRunner(client, address, time);
        _signIn = _steps.Begin(_account, scenario.SignIn, "signIn", Tactic.SignIn, Nothing);
        _page = new Uri(address, VerifyScenario.PageOf(scenario)!.Path);
    }

    /// <summary>Those that the page gets which tells who one is.</summary>
    public IReadOnlyList<JarCookie> Cookies => [.. _account.Jar.All.Where(cookie => FieldOf([cookie]) is not null)];

    /// <summary>All that responses have set, deletions aside.</summary>
    public List<(string Name, string Value)> Given { get; } = [];

    /// <summary>Responses that a cache has answered, in words.</summary>
    public List<string> Cached { get; } = [];

    /// <summary>What went wrong at sign-in, in words without secrets; null when nothing did.</summary>
    public string? Problem => _signIn.Problem;

    /// <summary>Runs the next step of the sign-in.</summary>
    public async Task SignInFurtherAsync(CancellationToken cancellationToken)
    {
        var before = _signIn.Outcome.Exchanges.Count;
        await _signIn.NextAsync(cancellationToken);
        // What was filled into a path may be secret, and so may what a redirect leads to.
        var path = _scenario.SignIn[_step++].Path;
        foreach (var exchange in _signIn.Outcome.Exchanges.Skip(before))
        {
            Note(exchange, path);
            path = $"a redirect of {_scenario.SignIn[_step - 1].Path}";
        }
    }

    /// <summary>Asks who one is.</summary>
    public async Task<Exchange> AskAsync(CancellationToken cancellationToken)
    {
        var exchange = await _client.SendAsync(_account, new ProbeRequest(_page, Tactic.Identity), cancellationToken);
        Note(exchange, _page.AbsolutePath);
        return exchange;
    }

    /// <summary>Asks who one is on the same connections with other cookies, or none; keeps nothing of the answer.</summary>
    public Task<Exchange> AskWithAsync(IEnumerable<JarCookie> cookies, CancellationToken cancellationToken)
    {
        var request = new ProbeRequest(_page, Tactic.Identity) { WithoutCookies = true };
        return _client.SendAsync(_account, FieldOf(cookies) is { } field ? request with { Headers = [new HeaderField("Cookie", field)] } : request, cancellationToken);
    }

    public async Task SignOutAsync(CancellationToken cancellationToken)
    {
        var signedOut = await _steps.RunAsync(_account, _scenario.SignOut, "signOut", Tactic.SignOut, Nothing, cancellationToken);
        foreach (var exchange in signedOut.Exchanges)
            Note(exchange, "sign-out");
    }

    private string? FieldOf(IEnumerable<JarCookie> cookies)
    {
        var jar = new CookieJar(_time);
        foreach (var cookie in cookies)
            jar.Add(cookie);
        return jar.HeaderFor(_page);
    }

    private void Note(Exchange exchange, string path)
    {
        if (CacheSigns.Of(exchange) is { Because: [.., var last] } signs && (signs.IsHit || signs.IsCollapsed))
            Cached.Add($"{path} ({signs.Because.FirstOrDefault(because => because.StartsWith("Age:", StringComparison.Ordinal)) ?? $"{last.Split(':')[0]} says so"})");
        foreach (var value in exchange.HeaderValues("Set-Cookie"))
        {
            if (SetCookie.Parse(value) is { } cookie && !cookie.IsDeletion(exchange.At))
                Given.Add((cookie.Name, cookie.Value));
        }
    }
}
