using System.Globalization;
using System.Security.Cryptography;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary>Somebody with a browser of their own: own connections, own cookies, and an account that nobody else knows the name of.</summary>
internal sealed class Person(Uri server) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false })
    {
        BaseAddress = server,
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>Says whose request it is, so that the harness knows whether a cache has passed it on. The application does not look at it.</summary>
    public const string IdHeader = "X-Walker";

    private static int _people;

    public string Id { get; } = Interlocked.Increment(ref _people).ToString(CultureInfo.InvariantCulture);

    /// <summary>Stands in every body that is made for them, and nowhere else.</summary>
    public string Account { get; } = "account-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    public bool IsSignedIn { get; private set; }

    /// <summary>What they hold from what they were given on purpose: their sign-in, and what they took in with <see cref="Keep"/>.</summary>
    public CookieJar Jar { get; } = new(TimeProvider.System);

    public async Task SignInAsync(bool keepSession, CancellationToken cancellationToken)
    {
        var path = $"/login?account={Account}{(keepSession ? "&keep=1" : "")}";
        using var request = Request(HttpMethod.Post, path, Jar);
        request.Content = new ByteArrayContent([]);
        var answer = await SendAsync(request, path, null, cancellationToken);
        answer.Status.ShouldBe(200, "signing in");
        Keep(answer);
        IsSignedIn = true;
    }

    public Task<Answer> GetAsync(string path, CancellationToken cancellationToken) => GetAsync(path, Jar, null, cancellationToken);

    /// <param name="path">What to ask for.</param>
    /// <param name="jar">The cookies to ask with.</param>
    /// <param name="headersArrived">Completed when the headers are there and the body may not be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Answer> GetAsync(string path, CookieJar jar, TaskCompletionSource? headersArrived, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, path, jar);
        return await SendAsync(request, path, headersArrived, cancellationToken);
    }

    /// <summary>Takes in the cookies of an answer, as a browser does.</summary>
    public void Keep(Answer answer)
    {
        foreach (var cookie in answer.SetCookies) Jar.Store(cookie, answer.Path);
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path, CookieJar jar)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation(IdHeader, Id);
        // TLS ends before the cache, as at any CDN.
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        if (jar.HeaderFor(path.Split('?')[0]) is { } cookies) request.Headers.TryAddWithoutValidation("Cookie", cookies);
        return request;
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, string path, TaskCompletionSource? headersArrived, CancellationToken cancellationToken)
    {
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        headersArrived?.TrySetResult();
        var setCookies = response.Headers.NonValidated.TryGetValues("Set-Cookie", out var values) ? values.ToArray() : [];
        return new Answer(path, (int)response.StatusCode, setCookies, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>What a request got.</summary>
    internal sealed record Answer(string Path, int Status, IReadOnlyList<string> SetCookies, string Body);
}
