using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Guard;
using Cloakroom.Edge.Issuing;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edge.Tests.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Edge.Tests.Guard;

/// <summary>The guard without a network: browsers on one side, an application that is a function on the other.</summary>
internal sealed class GuardRig : IMixupListener, IEdgeControl
{
    private readonly EdgeOptions _options = new();
    private readonly RequestGuard _requests;
    private readonly ResponseGuard _responses;
    private GuardPolicy _policy;

    public GuardRig(Action<EdgeOptions>? configure = null, params string[] cookies)
    {
        foreach (var cookie in cookies.Length > 0 ? cookies : ["sid"])
            _options.Cookies.Add(new GuardedCookieOptions { Name = cookie });
        configure?.Invoke(_options);
        _policy = new GuardPolicy(_options);

        Keys = new SealKeys(KeySource, Clock, NullLogger<SealKeys>.Instance);
        Tagger = new Tagger([.. Enumerable.Range(0, Tagger.KeySize).Select(i => (byte)i)]);
        Seal = new CookieSeal(Keys, Tagger);
        var bindings = new BindingCookie(Keys, Clock);
        var library = Options.Create(new CloakroomOptions());
        var telemetry = new Telemetry();
        var store = new InMemoryStore(Clock);
        var calls = new StoreCalls(library, Clock, telemetry, NullLogger<StoreCalls>.Instance);
        var journal = new MixupJournal(store, calls, library, Clock, telemetry, [this], NullLogger<MixupJournal>.Instance);
        Watch = new StaticWatch(Clock);
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        var counts = new EdgeTelemetry(meters, Watch);
        Ledger = new DictionaryLedger(Clock);
        var contested = new ContestedValues(Ledger, this);
        var visits = new Visits(Tagger, Ledger, counts, Clock);
        _requests = new RequestGuard(Seal, bindings, Tagger, new Adoption(Tagger, counts, Clock), contested, visits, journal, Watch, counts);
        _responses = new ResponseGuard(
            new CookieIssuer(Seal, bindings, Tagger, Ledger, contested, new SharedValues(), new Renewals(Clock), this, journal, counts, Clock, Lines.For<CookieIssuer>()), new OwnerCheck(Tagger, journal), contested, visits, journal);
    }

    public ManualClock Clock { get; } = new();

    public LogLines Lines { get; } = new();

    public InMemoryKeySource KeySource { get; } = new();

    public SealKeys Keys { get; }

    public Tagger Tagger { get; }

    public CookieSeal Seal { get; }

    public StaticWatch Watch { get; }

    public DictionaryLedger Ledger { get; }

    public List<Mixup> Mixups { get; } = [];

    public EdgeControlView View { get; set; } = EdgeControlView.Initial;

    /// <summary>What the store says has ended that the view does not know yet.</summary>
    public List<Tag> EndedInStore { get; } = [];

    /// <summary>How often the store was asked for that.</summary>
    public int AskedForEnds { get; private set; }

    /// <summary>What was ended by the guard itself.</summary>
    public List<Tag> Ended { get; } = [];

    /// <summary>The application: gets the request as it arrives there, and changes the response's headers.</summary>
    public Action<AppRequest, IHeaderDictionary> App { get; set; } = static (_, _) => { };

    /// <summary>What the application answers with.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    public void Reconfigure(Action<EdgeOptions> change)
    {
        change(_options);
        _policy = new GuardPolicy(_options);
    }

    public RigBrowser Browse() => new(this);

    /// <summary>The tag of the binding that a browser holds.</summary>
    public Tag BindingOf(RigBrowser browser) =>
        Tagger.OfBinding(new BindingCookie(Keys, Clock).Read(browser.Cookies["__Host-cloakroom-edge"])!.Value.Current);

    public async Task<RigAnswer> SendAsync(StringValues cookieHeader, string method, string path, string scheme = "https", string host = "app.example")
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Scheme = scheme;
        context.Request.Host = new HostString(host);
        context.Request.Path = path.Split('?')[0];
        context.Request.QueryString = new QueryString(path.IndexOf('?') is >= 0 and var query ? path[query..] : "");
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = path;
        if (!StringValues.IsNullOrEmpty(cookieHeader))
            context.Request.Headers.Cookie = cookieHeader;

        var exchange = new Exchange(context, _policy, View, _policy.Routes.Classify(context), scheme == "https");
        await _requests.OpenAsync(exchange);
        if (exchange.Refusal is { } refusal)
            return new RigAnswer(refusal, null, context.Response.Headers);
        var request = new AppRequest(method, path, exchange.ForwardedCookies);
        App(request, context.Response.Headers);
        context.Response.StatusCode = Status;
        await _responses.ApplyAsync(exchange, context.Response.Headers);
        return new RigAnswer(exchange.Refusal, request, context.Response.Headers);
    }

    public Task<bool> HasEndedAsync(IReadOnlyCollection<Tag> tags, long since, CancellationToken cancellationToken)
    {
        AskedForEnds++;
        return Task.FromResult(tags.Any(EndedInStore.Contains));
    }

    public Task EndAsync(Tag tag, string why)
    {
        Ended.Add(tag);
        return Task.CompletedTask;
    }

    void IMixupListener.OnMixup(Mixup mixup) => Mixups.Add(mixup);

    /// <summary>Exact for one edge, as the real one is.</summary>
    internal sealed class DictionaryLedger(TimeProvider clock) : IIssueLedger
    {
        private readonly Dictionary<Tag, Tag> _owners = [];
        private readonly Dictionary<Tag, DateTimeOffset> _claims = [];

        public int Asked { get; private set; }

        /// <summary>How far the clock of the edge that takes claims is ahead.</summary>
        public TimeSpan Ahead { get; set; }

        public ValueTask<Tag> TryIssueAsync(Tag value, Tag binding, Tag? previous, CancellationToken cancellationToken)
        {
            Asked++;
            if (!_owners.TryGetValue(value, out var owner) || owner == previous)
                _owners[value] = owner = binding;
            return ValueTask.FromResult(owner);
        }

        public ValueTask<Tag> ClaimAsync(Tag visit, Tag successor, CancellationToken cancellationToken)
        {
            _claims.TryAdd(visit, clock.GetUtcNow() + Ahead);
            return TryIssueAsync(visit, successor, null, cancellationToken);
        }

        public ValueTask<DateTimeOffset?> FindClaimAsync(Tag visit, CancellationToken cancellationToken)
        {
            Asked++;
            return ValueTask.FromResult<DateTimeOffset?>(_claims.TryGetValue(visit, out var at) ? at : null);
        }
    }
}

/// <summary>A request as the application gets it.</summary>
internal sealed record AppRequest(string Method, string Path, string? CookieHeader)
{
    public string? Cookie(string name) => (CookieHeader ?? "").Split("; ").Where(pair => pair.StartsWith(name + "=", StringComparison.Ordinal)).Select(pair => pair[(name.Length + 1)..]).FirstOrDefault();
}

/// <summary>What a browser gets.</summary>
internal sealed record RigAnswer(EdgeRefusal? Refusal, AppRequest? Reached, IHeaderDictionary Headers)
{
    public IReadOnlyList<string> SetCookies => [.. Headers.SetCookie.Select(line => line!)];
}

/// <summary>A browser with its cookies.</summary>
internal sealed class RigBrowser(GuardRig rig)
{
    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    public Task<RigAnswer> GetAsync(string path) => SendAsync("GET", path);

    public Task<RigAnswer> PostAsync(string path) => SendAsync("POST", path);

    public async Task<RigAnswer> SendAsync(string method, string path, string scheme = "https", string host = "app.example")
    {
        var answer = await rig.SendAsync(Header, method, path, scheme, host);
        Store(answer.SetCookies);
        return answer;
    }

    public string Header => string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    public void Store(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            // A sealed value may well have these digits in it.
            var parts = line.Split(';', 2);
            var (pair, attributes) = (parts[0].Split('=', 2), parts.ElementAtOrDefault(1) ?? "");
            if (attributes.Contains("Max-Age=0", StringComparison.OrdinalIgnoreCase) || attributes.Contains("1970", StringComparison.Ordinal))
                Cookies.Remove(pair[0]);
            else
                Cookies[pair[0]] = pair[1];
        }
    }
}
