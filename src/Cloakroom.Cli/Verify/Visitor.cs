using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cloakroom.Control;

namespace Cloakroom.Cli.Verify;

/// <summary>A browser with a jar of its own that follows no redirect, keeps every cookie by its name, and shows the pass.</summary>
internal sealed class Visitor(HttpMessageInvoker http, Uri address, string pass)
{
    private const int MaxBody = 2_000_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ExtractLimit = TimeSpan.FromSeconds(1);

    public Dictionary<string, string> Cookies { get; init; } = new(StringComparer.Ordinal);

    /// <summary>All that responses have set, deletions aside.</summary>
    public List<(string Name, string Value)> Given { get; } = [];

    /// <summary>Responses that a cache has answered, in words.</summary>
    public List<string> Cached { get; } = [];

    public Visitor WithCookies(IEnumerable<KeyValuePair<string, string>> cookies) => new(http, address, pass) { Cookies = new(cookies, StringComparer.Ordinal) };

    public Task<Reply> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(new Step { Path = path }, new Dictionary<string, string>(), cancellationToken);

    /// <summary>Runs a step; what it extracts is added to the values.</summary>
    public async Task<Reply> SendAsync(Step step, Dictionary<string, string> values, CancellationToken cancellationToken)
    {
        var target = new Uri(address, Placeholders.Fill(step.Path, values));
        // What a page said may make a path lead to another host, which is to get neither the pass nor a test user's cookies.
        if (target.Authority != address.Authority || target.Scheme != address.Scheme)
            return new Reply(step.Path, 0, "", "the path leads to another host, by what was extracted for it");
        using var request = new HttpRequestMessage(new HttpMethod(step.Method.ToUpperInvariant()), target);
        if (step.Form is { } form)
            request.Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Key, Placeholders.Fill(field.Value, values))));
        else if (step.Json is { } json)
            request.Content = new StringContent(Filled(json, values).ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/json;q=0.9,*/*;q=0.8");
        request.Headers.TryAddWithoutValidation("User-Agent", "cloakroom-verify");
        request.Headers.TryAddWithoutValidation(VerifyPass.Header, pass);
        if (Cookies.Count > 0)
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        foreach (var (name, value) in step.Headers)
            request.Headers.TryAddWithoutValidation(name, Placeholders.Fill(value, values));

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var response = await http.SendAsync(request, limit.Token);
            if (CacheEvidence.Find(response) is { } evidence)
                Cached.Add($"{step.Path} ({evidence})");
            if (response.Headers.TryGetValues("Set-Cookie", out var lines))
                lines.ToList().ForEach(Keep);
            await response.Content.LoadIntoBufferAsync(MaxBody, limit.Token);
            var body = await response.Content.ReadAsStringAsync(limit.Token);
            return new Reply(step.Path, (int)response.StatusCode, body, Extract(step, body, values));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new Reply(step.Path, 0, "", e is HttpRequestException ? $"no answer ({(e as HttpRequestException)!.HttpRequestError})" : $"no answer within {Limit.TotalSeconds:0} s");
        }
    }

    /// <returns>What was not found; null when all was.</returns>
    private static string? Extract(Step step, string body, Dictionary<string, string> values)
    {
        foreach (var (name, pattern) in step.Extract)
        {
            try
            {
                if (Regex.Match(body, pattern, RegexOptions.CultureInvariant, ExtractLimit) is not { Success: true } match)
                    return $"the answer has nothing for extract.{name}";
                // Mostly from an attribute.
                values[name] = WebUtility.HtmlDecode(match.Groups[1].Value);
            }
            catch (RegexMatchTimeoutException)
            {
                return $"extract.{name} takes too long; write it simpler";
            }
        }

        return null;
    }

    private static JsonNode Filled(JsonNode node, Dictionary<string, string> values) => node switch
    {
        JsonObject all => new JsonObject(all.Select(member => KeyValuePair.Create(member.Key, member.Value is { } value ? Filled(value, values) : null))),
        JsonArray all => new JsonArray([.. all.Select(value => value is null ? null : Filled(value, values))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Placeholders.Fill(text, values)),
        _ => node.DeepClone(),
    };

    private void Keep(string line)
    {
        var parts = line.Split(';', StringSplitOptions.TrimEntries);
        var split = parts[0].IndexOf('=', StringComparison.Ordinal);
        if (split <= 0)
            return;
        var (name, value) = (parts[0][..split], parts[0][(split + 1)..]);
        if (value.Length == 0 || parts.Skip(1).Any(IsOver))
        {
            Cookies.Remove(name);
            return;
        }

        Cookies[name] = value;
        Given.Add((name, value));
    }

    private static bool IsOver(string attribute) =>
        attribute.StartsWith("max-age=0", StringComparison.OrdinalIgnoreCase)
        || attribute.StartsWith("max-age=-", StringComparison.OrdinalIgnoreCase)
        || (attribute.StartsWith("expires=", StringComparison.OrdinalIgnoreCase) && attribute.Contains(" 1970 ", StringComparison.Ordinal))
        || attribute.Contains("-1970 ", StringComparison.Ordinal);
}

/// <param name="Path">Of the request, as in the scenario.</param>
/// <param name="Status">0 when there was no answer.</param>
/// <param name="Body">Never shown.</param>
/// <param name="Problem">Why it is no use; null when it is.</param>
internal sealed record Reply(string Path, int Status, string Body, string? Problem);
