using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Transport;

/// <summary>A client for one site, without a limit on the rate, that keeps what its observers see.</summary>
internal sealed class ClientUnderTest : IDisposable, IExchangeObserver
{
    private readonly ProbeClient _client;

    public ClientUnderTest(Uri site, ProbeClientOptions? options = null, Func<MannersOptions, MannersOptions>? manners = null)
    {
        var limits = new MannersOptions { Target = site, RequestsPerSecond = double.PositiveInfinity };
        Site = site;
        Manners = new Manners(manners?.Invoke(limits) ?? limits, TimeProvider.System);
        _client = new ProbeClient(options ?? new ProbeClientOptions(), Manners, [Counters, this], TimeProvider.System);
    }

    public Uri Site { get; }

    public Manners Manners { get; }

    public TrafficCounters Counters { get; } = new();

    public System.Collections.Concurrent.ConcurrentQueue<Exchange> Seen { get; } = new();

    public Account Alice { get; } = new("alice", new Dictionary<string, string>());

    public Account Bob { get; } = new("bob", new Dictionary<string, string>());

    public ProbeClient Client => _client;

    /// <summary>What this observer says of answers.</summary>
    public Func<Exchange, bool> HoldsForeign { get; set; } = _ => false;

    public void Observe(Exchange exchange)
    {
        exchange.HoldsForeign = HoldsForeign(exchange);
        Seen.Enqueue(exchange);
    }

    public Task<Exchange> GetAsync(string path = "", Func<ProbeRequest, ProbeRequest>? with = null, Account? account = null)
    {
        var request = new ProbeRequest(new Uri(Site, path), Tactic.Explore);
        return _client.SendAsync(account ?? Alice, with?.Invoke(request) ?? request, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _client.Dispose();
}
