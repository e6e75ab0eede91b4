using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Cloakroom.Probe.Inputs;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Scenarios.Extracting;

/// <summary>Takes texts out of responses.</summary>
internal static class Extractor
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    /// <summary>Evaluates an extraction on a response, whatever its status.</summary>
    public static Extracted Take(Extraction extraction, Exchange exchange)
    {
        if (exchange.Failure is not null || exchange.Status == 0)
            return Extracted.Nothing("there was no answer");
        var taken = extraction switch
        {
            { Header: { } header } => Header(header, exchange),
            { Pointer: { } pointer } => Pointer(pointer, exchange),
            { Selector: { } selector } => Selector(selector, extraction.Attribute, exchange),
            _ => Extracted.Of(BodyText.Of(exchange)),
        };
        if (taken.Value is not { } text || extraction.Pattern is not { } pattern)
            return taken;
        var isOfBody = extraction is { Header: null, Pointer: null, Selector: null };
        var found = Pattern(pattern, text, isOfBody ? PageOf(exchange) : "what was there");
        // In a page it mostly comes from an attribute.
        return isOfBody && found.Value is { } value && !BodyText.IsJson(BodyText.TypeOf(exchange)) ? Extracted.Of(WebUtility.HtmlDecode(value)) : found;
    }

    private static Extracted Header(string name, Exchange exchange) =>
        exchange.Header(name) is { } value ? Extracted.Of(value) : Extracted.Nothing($"no header {InputProblem.Shown(name)} in a response of status {exchange.Status}");

    private static Extracted Pointer(string pointer, Exchange exchange)
    {
        try
        {
            using var document = JsonDocument.Parse(BodyText.Of(exchange));
            return JsonPointer.Find(document.RootElement, pointer) switch
            {
                null => Extracted.Nothing($"nothing at {InputProblem.Shown(pointer)} in {PageOf(exchange)}"),
                { ValueKind: JsonValueKind.String } text => Extracted.Of(text.GetString()!),
                { ValueKind: JsonValueKind.Object or JsonValueKind.Array } => Extracted.Nothing($"{InputProblem.Shown(pointer)} is no single value in {PageOf(exchange)}"),
                { ValueKind: JsonValueKind.Null } => Extracted.Nothing($"{InputProblem.Shown(pointer)} is null in {PageOf(exchange)}"),
                { } other => Extracted.Of(other.GetRawText()),
            };
        }
        catch (JsonException)
        {
            return Extracted.Nothing($"no JSON in {PageOf(exchange)}");
        }
    }

    private static Extracted Selector(string selector, string? attribute, Exchange exchange)
    {
        using var page = new HtmlParser().ParseDocument(BodyText.Of(exchange));
        if (page.QuerySelector(selector) is not { } element)
            return Extracted.Nothing($"no element {InputProblem.Shown(selector)} in {PageOf(exchange)}");
        if (attribute is null)
            return Extracted.Of(element.TextContent.Trim());
        return element.GetAttribute(attribute) is { } value ? Extracted.Of(value) : Extracted.Nothing($"no attribute {InputProblem.Shown(attribute)} on {InputProblem.Shown(selector)} in {PageOf(exchange)}");
    }

    private static Extracted Pattern(string pattern, string text, string where)
    {
        try
        {
            var match = Regex.Match(text, pattern, RegexOptions.CultureInvariant, PatternLimit);
            if (!match.Success)
                return Extracted.Nothing($"nothing that the pattern matches in {where}");
            return Extracted.Of((match.Groups.Count > 1 ? match.Groups[1] : match).Value);
        }
        catch (RegexMatchTimeoutException)
        {
            return Extracted.Nothing("the pattern takes longer than a second; write it simpler");
        }
    }

    private static string PageOf(Exchange exchange) => exchange.BodyState switch
    {
        BodyState.Whole => $"a page of {exchange.Body.Length} bytes",
        BodyState.Undecoded => $"a page of {exchange.Body.Length} bytes in an encoding that cannot be read",
        _ => $"the first {exchange.Body.Length} bytes of a page",
    };
}
