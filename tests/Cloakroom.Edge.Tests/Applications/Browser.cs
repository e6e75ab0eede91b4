using System.Net;
using System.Text;
using System.Text.Json;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Edge.Tests.Applications;

/// <summary>One person's browser before one address, over what its proxy in between says is https.</summary>
internal sealed class Browser(Uri address, Member? member = null) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false });

    /// <summary>Whose it is; null for a visitor.</summary>
    public Member? Member { get; } = member;

    public CookieJar Jar { get; set; } = new(TimeProvider.System);

    /// <summary>The cookies that it sends to every page, by name.</summary>
    public IReadOnlyDictionary<string, string> Cookies => (Jar.HeaderFor("/") ?? "")
        .Split("; ", StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>Puts a cookie of another browser, or of nobody, into this one.</summary>
    public void Put(string name, string value) =>
        Jar.Store($"{name}={value}; Path=/{(name.StartsWith("__Host-", StringComparison.Ordinal) ? "; Secure" : "")}", "/");

    public Task<Answer> SignInAsync() => PostAsync("/signin", new { user = Member!.Id });

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) =>
        // Not a JsonContent: that is sent in chunks, which the development servers of Python do not read.
        SendAsync(HttpMethod.Post, path, new StringContent(JsonSerializer.Serialize(body ?? new { }), Encoding.UTF8, "application/json"), headers);

    /// <summary>Who the application takes this browser for.</summary>
    public async Task<string> WhoAmIAsync() => (await GetAsync("/whoami")).Body;

    public void Dispose() => _client.Dispose();

    private async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = content };
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("Referer", new Uri($"https://{address.Authority}{path}").AbsoluteUri);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        if (Jar.HeaderFor(path) is { } cookies) request.Headers.TryAddWithoutValidation("Cookie", cookies);

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        string[] setCookies = response.Headers.NonValidated.TryGetValues("Set-Cookie", out var values) ? [.. values] : [];
        foreach (var setCookie in setCookies) Jar.Store(setCookie, path);
        return new Answer(response.StatusCode, setCookies, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    internal sealed record Answer(HttpStatusCode Status, IReadOnlyList<string> SetCookies, string Body)
    {
        /// <summary>The Set-Cookie field of a name; null when there is none.</summary>
        public string? SetCookie(string name) => SetCookies.LastOrDefault(field => field.TrimStart().StartsWith(name + "=", StringComparison.Ordinal))?.TrimStart();
    }
}
