using System.Net;
using System.Text;

namespace Cloakroom.Tests.Hosting;

/// <summary>A client with a cookie jar of its own that a test can look into and change. Follows no redirect and forgets nothing by itself.</summary>
internal sealed class Browser(HttpMessageInvoker http, Uri origin)
{
    public const string Token = "__Host-cloakroom";
    public const string Binding = "__Host-cloakroom-binding";

    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>What is sent along with every request.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool HasSession => Cookies.ContainsKey(Token) && Cookies.ContainsKey(Binding);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, string? body = null) => SendAsync(HttpMethod.Post, path, body);

    public async Task<string> BodyAsync(string path) => (await GetAsync(path)).Body;

    public async Task<Browser> SignInAsync(string subject, string query = "")
    {
        (await PostAsync($"/sign-in/{subject}{query}")).Status.ShouldBe(HttpStatusCode.OK);
        return this;
    }

    /// <summary>Takes over another browser's cookies, as a cache that replays <c>Set-Cookie</c> would have it.</summary>
    public Browser Copy(Browser other, params string[] names)
    {
        foreach (var name in names.Length == 0 ? [.. other.Cookies.Keys] : names)
            Cookies[name] = other.Cookies[name];
        return this;
    }

    public Task<Answer> SendAsync(HttpMethod method, string path, string? body = null) => SendUntilAsync(method, path, body, CancellationToken.None);

    /// <summary>Sends, and hangs up when told to.</summary>
    public async Task<Answer> SendUntilAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(origin, path));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded");
        if (Cookies.Count > 0)
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = new Answer(response, await response.Content.ReadAsStringAsync(cancellationToken));
        foreach (var setCookie in answer.SetCookies)
            Keep(setCookie);
        return answer;
    }

    private void Keep(string setCookie)
    {
        var parts = setCookie.Split(';', StringSplitOptions.TrimEntries);
        var split = parts[0].IndexOf('=', StringComparison.Ordinal);
        var name = parts[0][..split];
        var value = parts[0][(split + 1)..];
        if (parts.Any(part => part.Equals("max-age=0", StringComparison.OrdinalIgnoreCase)
            || part.StartsWith("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase)))
        {
            Cookies.Remove(name);
        }
        else
        {
            Cookies[name] = value;
        }
    }
}

/// <summary>What a server answered.</summary>
internal sealed class Answer
{
    private readonly Dictionary<string, string> _headers;

    public Answer(HttpResponseMessage response, string body)
    {
        Status = response.StatusCode;
        Body = body;
        var all = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).ToList();
        SetCookies = [.. all.Where(header => header.Key == "Set-Cookie").SelectMany(header => header.Value)];
        _headers = all.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
    }

    public HttpStatusCode Status { get; }

    public string Body { get; }

    public IReadOnlyList<string> SetCookies { get; }

    public string? CacheControl => Header("Cache-Control");

    public string? Vary => Header("Vary");

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>The directives of <c>Cache-Control</c>, sorted.</summary>
    public string[] CacheDirectives => [.. (CacheControl ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Order()];

    /// <summary>What every test of an outage asserts: told to come back, and still signed in.</summary>
    public void ShouldBeUnavailable()
    {
        Status.ShouldBe(HttpStatusCode.ServiceUnavailable, Body);
        Header("Retry-After").ShouldBe("5");
        CacheControl.ShouldBe("no-store");
        SetCookies.ShouldBeEmpty();
    }
}
