using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>The report for programs, and for <c>--compare</c>. Names in camel case, enumerations in kebab case.</summary>
internal static class JsonReport
{
    /// <summary>The newest document that can be read.</summary>
    public const int Schema = 2;

    private static readonly ProbeJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        MaxDepth = 32,
        Encoder = Readable(),
        Converters =
        {
            new JsonStringEnumConverter<Verdict>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<EndReason>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<Severity>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<Change>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
        },
    });

    public static string Write(ProbeReport report) => JsonSerializer.Serialize(report with { Target = Say.Site(report.Target) }, Json.ProbeReport) + "\n";

    /// <param name="json">A document that <see cref="Write"/> made.</param>
    /// <param name="name">What to call it in a problem: its path.</param>
    /// <returns>The report, or in one line what is wrong with the document.</returns>
    public static (ProbeReport? Report, string? Problem) Read(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("schema", out var schema) || !schema.TryGetInt32(out var number))
                return (null, $"{name}: this is not a report of cloakroom probe. Name a file that --json wrote.");
            if (number != Schema)
                return (null, $"{name}: the report has schema {number}, and this version reads {Schema}. Make it again with this version.");
            return document.Deserialize(Json.ProbeReport) is { } report ? (report, null) : (null, $"{name}: the document is empty.");
        }
        catch (JsonException problem)
        {
            var line = problem.LineNumber is { } at ? $":{at + 1}" : "";
            var path = problem.Path is { Length: > 1 } and not "$" ? $" at {Plain.Line(problem.Path)}" : "";
            return (null, $"{name}{line}: this is not a whole report of cloakroom probe{path}. Name a file that --json wrote.");
        }
        catch (InvalidOperationException)
        {
            return (null, $"{name}: this is not a report of cloakroom probe. Name a file that --json wrote.");
        }
    }

    /// <inheritdoc cref="Read"/>
    public static (ProbeReport? Report, string? Problem) ReadFile(string path)
    {
        try
        {
            return Read(File.ReadAllText(path), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return (null, $"{Plain.Line(path)}: cannot be read ({Plain.Line(failure.Message)})");
        }
    }

    /// <summary>Letters of all languages as they are; what is special to HTML and what cannot be seen stays escaped.</summary>
    internal static JavaScriptEncoder Readable()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        settings.AllowCharacter('\'');
        settings.ForbidRange(UnicodeRange.Create('\u200B', '\u200F'));
        settings.ForbidRange(UnicodeRange.Create('\u2028', '\u202E'));
        settings.ForbidRange(UnicodeRange.Create('\u2060', '\u206F'));
        settings.ForbidCharacters('\uFEFF', '\u00AD', '\u061C');
        return JavaScriptEncoder.Create(settings);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(ProbeReport))]
internal sealed partial class ProbeJson : JsonSerializerContext;
