using System.Runtime.CompilerServices;
using Cloakroom.Probe.Accounts;

namespace Cloakroom.Probe.Transport;

/// <summary>Sends requests over the framework's HTTP: each account on its own connections, with what a browser would send and take.</summary>
internal sealed class ProbeClient : IProbeClient, IDisposable
{
    // Accounts come and go (nobody is a new one each time); their connections go with them.
    private readonly ConditionalWeakTable<Account, AccountConnections> _connections = [];
    private readonly ProbeClientOptions _options;
    private readonly IReadOnlyList<IExchangeObserver> _observers;
    private readonly HttpSender _sender;
    private readonly Overlaps _overlaps = new();

    /// <param name="options">How.</param>
    /// <param name="manners">What may be sent.</param>
    /// <param name="observers">See every exchange, in this order.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The options have problems; see <see cref="ProbeClientOptions.Problems"/>.</exception>
    public ProbeClient(ProbeClientOptions options, Manners manners, IReadOnlyList<IExchangeObserver> observers, TimeProvider time)
    {
        if (options.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join('\n', problems), nameof(options));
        _options = options;
        _observers = observers;
        _sender = new HttpSender(options, time);
        Manners = manners;
    }

    public Manners Manners { get; }

    public async Task<Exchange> SendAsync(Account account, ProbeRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Manners.AdmitAsync(request, cancellationToken);
        if (!_connections.TryGetValue(account, out var connections))
            connections = _connections.GetValue(account, _ => new AccountConnections(_options));
        var head = connections.Heads.For(request, request.WithoutCookies ? null : account.Jar.HeaderFor(request.Url));
        var visit = _overlaps.Enter(account, request.Url);
        Exchange? seen = null;
        try
        {
            var exchange = await _sender.SendAsync(connections, account.Name, request, head, cancellationToken);
            Manners.Learn(exchange);
            foreach (var observer in _observers)
                observer.Observe(exchange);
            seen = exchange;
            if (request.Cookies == CookieKeeping.AtOnce)
                Keep(account, exchange);
            return exchange;
        }
        finally
        {
            _overlaps.Leave(visit, seen, isLater =>
            {
                // What has come meanwhile is newer, such as the session of another sign-in.
                if (request.Cookies == CookieKeeping.WhenClear && seen is not null && !(isLater && account.Jar.HeaderFor(request.Url) != CookieOf(seen)))
                    Keep(account, seen);
            });
        }
    }

    private static string? CookieOf(Exchange exchange)
    {
        foreach (var field in exchange.RequestHeaders)
        {
            if (field.Is("Cookie"))
                return field.Value;
        }

        return null;
    }

    private static void Keep(Account account, Exchange exchange)
    {
        if (exchange.Request.WithoutCookies || exchange.HoldsForeign)
            return;
        foreach (var field in exchange.Headers)
        {
            if (field.Is("Set-Cookie") && !(exchange.Request.Cookies == CookieKeeping.WhenClear && SetCookie.Parse(field.Value) is { } cookie && exchange.IsInDoubt(cookie)))
                account.Jar.Store(field.Value, exchange.Url);
        }
    }

    /// <summary>Closes an account's connections, as a browser that is closed does; the next request opens new ones.</summary>
    public void Disconnect(Account account)
    {
        if (_connections.Remove(account, out var connections))
            connections.Dispose();
    }

    public void Dispose()
    {
        foreach (var (_, connections) in _connections)
            connections.Dispose();
        _connections.Clear();
        _sender.Dispose();
    }
}
