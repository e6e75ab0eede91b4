using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Scenarios;

/// <summary>The request that a step is, placeholders filled.</summary>
internal static class StepRequest
{
    private const string Accept = "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Fills the placeholders; <c>page</c> is the one before it, null when there is none.</summary>
    /// <returns>Null with a problem when it cannot be sent.</returns>
    public static (ProbeRequest? Request, string? Problem) Of(Step step, StepValues values, Uri site, Uri? page, string tactic)
    {
        var url = StepPath.Resolve(step.Path, values.Of, site, page);
        var headers = step.Headers.Select(header => new HeaderField(header.Key, Placeholders.Fill(header.Value, values.Of))).ToList();
        var (body, type) = step switch
        {
            { Form: { } form } => (string.Join('&', form.Select(field => $"{Encoded(field.Key)}={Encoded(Placeholders.Fill(field.Value, values.Of))}")), "application/x-www-form-urlencoded"),
            { Json: { } json } => (Filled(json, values).ToJsonString(Plain), "application/json"),
            _ => ("", null),
        };
        if (values.Missing.Count > 0)
        {
            var missing = string.Join(", ", values.Missing.Distinct().Select(name => $"{{{name}}}"));
            values.Missing.Clear();
            return (null, $"no usable value for {missing}");
        }

        if (url is null)
            return (null, "the path leads nowhere, by what was filled in");
        if (headers.Exists(header => header.Value.Any(char.IsControl)))
            return (null, "a header would have a line break, by what was filled in");
        if (headers.Find(header => header.Is("Content-Type")) is { Name: not null } own)
        {
            type = own.Value;
            headers.Remove(own);
        }

        if (!headers.Exists(header => header.Is("Accept")))
            headers.Add(new HeaderField("Accept", Accept));
        // Defences against CSRF look at these, and browsers send them.
        if (step.Method.ToUpperInvariant() is not ("GET" or "HEAD") && !headers.Exists(header => header.Is("Origin") || header.Is("Referer")))
        {
            var from = page ?? url;
            headers.Add(new HeaderField("Origin", from.GetLeftPart(UriPartial.Authority)));
            headers.Add(new HeaderField("Referer", from.Authority == url.Authority ? from.AbsoluteUri : from.GetLeftPart(UriPartial.Authority) + "/"));
        }

        return (new ProbeRequest(url, tactic)
        {
            Method = new HttpMethod(step.Method.ToUpperInvariant()),
            Headers = headers,
            Body = Encoding.UTF8.GetBytes(body),
            ContentType = type,
            IsFromScenario = true,
            Cookies = CookieKeeping.AtOnce,
        }, null);
    }

    // As browsers send forms (the URL standard's urlencoded serializer).
    private static string Encoded(string text) => Uri.EscapeDataString(text.ReplaceLineEndings("\r\n")).Replace("%20", "+", StringComparison.Ordinal);

    private static JsonNode Filled(JsonNode node, StepValues values) => node switch
    {
        JsonObject all => new JsonObject(all.Select(member => KeyValuePair.Create(member.Key, member.Value is { } value ? Filled(value, values) : null))),
        JsonArray all => new JsonArray([.. all.Select(value => value is null ? null : Filled(value, values))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Placeholders.Fill(text, values.Of))!,
        _ => node.DeepClone(),
    };
}
