using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;

namespace Cloakroom.Replay.Harness;

/// <summary>One person with one browser: own connections, own cookies, own markers.</summary>
internal sealed class VirtualUser : IDisposable
{
    public const string SignInPath = "/signin";

    private readonly HttpClient _client;
    private readonly Func<Uri> _server;
    private readonly ConcurrentQueue<string> _received = new();
    private int _requests;

    /// <param name="member">Their account, or an account that is never used, for a visitor.</param>
    /// <param name="random">For their own choices.</param>
    /// <param name="time">What their browser takes for now.</param>
    /// <param name="server">Where the next request goes: several servers stand for a load balancer.</param>
    public VirtualUser(Member member, SeededXorshift random, TimeProvider time, Func<Uri> server)
    {
        Member = member;
        Random = random;
        Jar = new CookieJar(time);
        _server = server;
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false })
        {
            Timeout = TimeSpan.FromSeconds(10),
        };
    }

    public Member Member { get; }

    public SeededXorshift Random { get; }

    public CookieJar Jar { get; set; }

    /// <summary>Before each request, on average: half of it to one and a half times.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Looks at everything that this user gets. Set once, by the population.</summary>
    public GroundTruth? Truth { get; set; }

    /// <summary>Whether the last answer held something of somebody else's.</summary>
    public bool SawForeign { get; private set; }

    public Task<Exchange> SignInAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, SignInPath, JsonContent.Create(new { user = Member.Id }), cancellationToken);

    public Task<Exchange> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    public Task<Exchange> PostAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, null, cancellationToken);

    /// <summary>Whether a page is this user's own and right.</summary>
    public bool IsOwnPage(Exchange exchange) => exchange.IsSuccess && exchange.Body.Contains(Member.Secret, StringComparison.Ordinal);

    /// <summary>All values that ever came to this person under a name, in whichever browser they sat at.</summary>
    public IEnumerable<string> Received(string cookie) =>
        _received.Where(line => line.StartsWith(cookie + "=", StringComparison.Ordinal)).Select(line => line[(cookie.Length + 1)..].Split(';', 2)[0]);

    public void Dispose() => _client.Dispose();

    private async Task<Exchange> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        if (Pause > TimeSpan.Zero) await Task.Delay(Pause * (500 + Random.Next(1_000)) / 1_000, CancellationToken.None);
        using var request = new HttpRequestMessage(method, new Uri(_server(), path)) { Content = content };
        // What a TLS-terminating front says; users who talk to Kestrel directly have none in between, so they say it themselves.
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        // From another address each time, as on a train.
        var turn = Interlocked.Increment(ref _requests);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", string.Create(CultureInfo.InvariantCulture, $"10.{Convert.ToByte(Member.Id[2..4], 16)}.{turn % 256}.{turn * 7 % 256}"));
        request.Headers.TryAddWithoutValidation(GroundTruth.BrowserHeader, Member.Id);
        if (Jar.HeaderFor(PathOf(path)) is { } cookies) request.Headers.TryAddWithoutValidation("Cookie", cookies);

        Exchange exchange;
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            exchange = await ReadAsync(path, response, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            SawForeign = false;
            Truth?.ObserveLost();
            return Exchange.Lost(path);
        }

        foreach (var setCookie in exchange.SetCookies)
        {
            _received.Enqueue(setCookie);
            Jar.Store(setCookie, PathOf(path));
        }

        SawForeign = Truth?.Observe(this, exchange) ?? false;
        return exchange;
    }

    private static async Task<Exchange> ReadAsync(string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .SelectMany(header => header.Value.Select(value => $"{header.Key}: {value}"))
            .ToArray();
        var setCookies = response.Headers.NonValidated.TryGetValues("Set-Cookie", out var values) ? values.ToArray() : [];
        return new Exchange(path, response.StatusCode, headers, setCookies, body);
    }

    private static string PathOf(string pathAndQuery) => pathAndQuery.Split('?', 2)[0];
}
