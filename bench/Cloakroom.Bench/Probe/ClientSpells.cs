using System.Net;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Bench.Probe;

/// <summary>The probe's client with and without checks, and what is below it.</summary>
internal static class ClientSpells
{
    public static IEnumerable<LoadSpell> Create() =>
    [
        new("SocketsHttpHandler", HandlerAsync),
        new("probe, no checks", (url, connections, duration, stop) => ProbeAsync(url, connections, duration, 2, withChecks: false, stop)),
        new("probe, all checks", (url, connections, duration, stop) => ProbeAsync(url, connections, duration, 2, withChecks: true, stop)),
        new("probe, no checks, 100 accounts", (url, connections, duration, stop) => ProbeAsync(url, connections, duration, 100, withChecks: false, stop)),
        new("probe, all checks, 100 accounts", (url, connections, duration, stop) => ProbeAsync(url, connections, duration, 100, withChecks: true, stop)),
        new("sockets", (url, connections, duration, stop) => SocketsAsync(url, connections, duration, accounts: 0, stop)),
        new("sockets, all checks", (url, connections, duration, stop) => SocketsAsync(url, connections, duration, accounts: 2, stop)),
    ];

    /// <summary>The least that the framework's HTTP does: the answer's body is read and thrown away.</summary>
    private static async Task<SpellResult> HandlerAsync(Uri url, int connections, TimeSpan duration, CancellationToken stop)
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false, ActivityHeadersPropagator = null });
        var buffers = Enumerable.Range(0, connections).Select(_ => new byte[128 * 1024]).ToArray();
        return await LoadSpell.LoopAsync(connections, duration, AskAsync, stop);

        async Task AskAsync(int number, CancellationToken cancellationToken)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("Cookie", "sid=alice");
            using var response = await invoker.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new InvalidOperationException($"Status {response.StatusCode}.");
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (await body.ReadAsync(buffers[number], cancellationToken) > 0)
            {
            }
        }
    }

    private static async Task<SpellResult> ProbeAsync(Uri url, int connections, TimeSpan duration, int count, bool withChecks, CancellationToken stop)
    {
        var accounts = Accounts(count, url);
        var counters = new TrafficCounters();
        var observer = new Checking(withChecks ? accounts : []);
        var manners = new Manners(
            new MannersOptions { Target = url, RequestsPerSecond = double.PositiveInfinity, TotalRequests = long.MaxValue / 2, TotalBytes = long.MaxValue }, TimeProvider.System);
        using var client = new ProbeClient(new ProbeClientOptions(), manners, withChecks ? [counters, observer] : [counters], TimeProvider.System);
        var request = new ProbeRequest(url, Tactic.Background);
        var turns = new int[connections];
        return await LoadSpell.LoopAsync(connections, duration, AskAsync, stop);

        async Task AskAsync(int number, CancellationToken cancellationToken)
        {
            // Of more accounts than connections each connection has several, in turn.
            var mine = number + (turns[number]++ % Math.Max(1, accounts.Count / connections) * connections);
            var exchange = await client.SendAsync(accounts[mine % accounts.Count], request, cancellationToken);
            if (exchange.Status != 200 || exchange.BodyState != BodyState.Whole)
                throw new InvalidOperationException(exchange.Failure ?? exchange.BodyProblem ?? $"Status {exchange.Status}.");
        }
    }

    /// <summary>What a sender of HTTP/1.1 made for this alone would give.</summary>
    /// <param name="url">The page.</param>
    /// <param name="connections">At once.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="accounts">Whose checks are on; 0 for none.</param>
    /// <param name="stop">Gives up.</param>
    private static async Task<SpellResult> SocketsAsync(Uri url, int connections, TimeSpan duration, int accounts, CancellationToken stop)
    {
        var owners = Accounts(Math.Max(accounts, 2), url);
        var checking = accounts == 0 ? null : new Checking(owners);
        var counters = new TrafficCounters();
        var senders = Enumerable.Range(0, connections).Select(number => new SocketSender(url, owners[number % owners.Count])).ToArray();
        try
        {
            return await LoadSpell.LoopAsync(connections, duration, AskAsync, stop);
        }
        finally
        {
            foreach (var sender in senders)
                sender.Dispose();
        }

        async Task AskAsync(int number, CancellationToken cancellationToken)
        {
            var exchange = await senders[number].SendAsync(cancellationToken);
            if (exchange.Status != 200)
                throw new InvalidOperationException($"Status {exchange.Status}.");
            counters.Observe(exchange);
            checking?.Observe(exchange);
        }
    }

    private static List<Account> Accounts(int count, Uri url)
    {
        var accounts = Enumerable.Range(0, count).Select(number => new Account($"user{number}", new Dictionary<string, string>())).ToList();
        foreach (var account in accounts)
            account.Jar.Store($"sid=session-of-{account.Name}-0123456789abcdef; Path=/", url);
        return accounts;
    }

    /// <summary>All checks, with ten markers for each account.</summary>
    private sealed class Checking : IExchangeObserver
    {
        private readonly Inspector _inspector;

        public Checking(IReadOnlyList<Account> accounts)
        {
            var book = new MarkerBook();
            _inspector = new Inspector(new InspectorOptions(), book, new IdentityOracle([], accounts));
            foreach (var account in accounts)
            {
                _inspector.NoteJar(account);
                for (var i = 0; i < 10; i++)
                    book.Add(new Marker(account.Name, $"planted {i}", $"planted-{account.Name}-{i:x4}-{account.Name.Length * 7919:x8}", MarkerOrigin.Planted));
            }
        }

        public void Observe(Exchange exchange) => _inspector.Inspect(exchange);
    }
}
