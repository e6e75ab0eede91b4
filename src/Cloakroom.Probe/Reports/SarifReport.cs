using System.Text.Json;
using System.Text.Json.Nodes;
using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>SARIF 2.1.0 for code scanning: a rule for each check, a result for each finding, with request and response.</summary>
internal static class SarifReport
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n", Encoder = JsonReport.Readable() };

    public static string Write(ProbeReport report)
    {
        var document = new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(Run(report)),
        };
        return document.ToJsonString(Options) + "\n";
    }

    private static JsonObject Run(ProbeReport report) => new()
    {
        ["tool"] = new JsonObject
        {
            ["driver"] = new JsonObject
            {
                ["name"] = "cloakroom probe",
                ["version"] = report.Version,
                ["rules"] = Array(Enum.GetValues<CheckKind>().Select(Rule)),
            },
        },
        ["invocations"] = new JsonArray(new JsonObject
        {
            // A run that could not test is not a success, or its silence would pass for a clean one.
            ["executionSuccessful"] = report.End is not (EndReason.Stopped or EndReason.Interrupted or EndReason.Failed) && report.Confidence.Pairs > 0,
            ["startTimeUtc"] = Time(report.StartedAt),
            ["endTimeUtc"] = Time(report.StartedAt.AddSeconds(report.Seconds)),
            ["toolExecutionNotifications"] = Array(report.Untested.Select(one => new JsonObject
            {
                ["level"] = "warning",
                ["message"] = Message($"Not tested: {one.What}: {one.Why}. {one.Remedy}"),
            })),
        }),
        ["columnKind"] = "utf16CodeUnits",
        ["results"] = Array(report.Findings.Select(one => Result(one, report.Groups.FirstOrDefault(group => group.Findings.Contains(one.Id))))),
        ["properties"] = new JsonObject
        {
            ["verdict"] = Say.Verdict(report),
            ["bound"] = Say.Bound(report.Confidence),
            ["seed"] = report.Seed,
            ["omitted"] = report.Omitted,
        },
    };

    private static JsonObject Rule(CheckKind check) => new()
    {
        ["id"] = check.Code(),
        ["name"] = check.ToString(),
        ["shortDescription"] = Message(CheckWords.Name(check)),
        ["fullDescription"] = Message(CheckWords.Help(check)),
        ["help"] = new JsonObject { ["text"] = $"{CheckWords.Help(check)} {Remedies.General}", ["markdown"] = $"{CheckWords.Help(check)}\n\n{Remedies.General}" },
        ["defaultConfiguration"] = new JsonObject { ["level"] = Level(CheckWords.Usual(check)) },
        ["properties"] = new JsonObject { ["tags"] = new JsonArray("security", "session", "cache") },
    };

    private static JsonObject Result(FindingReport finding, CauseGroup? group)
    {
        var result = new JsonObject
        {
            ["ruleId"] = finding.Check,
            ["level"] = Level(finding.Severity),
            ["message"] = new JsonObject
            {
                ["text"] = Plain.Lines($"{finding.Title}. {finding.Words} {Also(finding)}{finding.Mechanism.Words}\n\n{finding.Mechanism.Remedy}"),
            },
            ["locations"] = new JsonArray(new JsonObject
            {
                ["physicalLocation"] = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = Address(finding.Received.Url) } },
                ["logicalLocations"] = new JsonArray(new JsonObject { ["fullyQualifiedName"] = Plain.Line($"{finding.Received.Method} {finding.Route}"), ["kind"] = "resource" }),
            }),
            ["partialFingerprints"] = new JsonObject { ["cloakroomFinding/v2"] = finding.Id },
            ["occurrenceCount"] = finding.Count,
            ["webRequest"] = new JsonObject
            {
                ["method"] = Plain.Line(finding.Received.Method),
                ["target"] = Address(finding.Received.Url),
                ["headers"] = Headers(finding.Received.RequestHeaders),
            },
            ["webResponse"] = new JsonObject
            {
                ["statusCode"] = finding.Received.Status,
                ["headers"] = Headers(finding.Received.Headers),
                ["noResponseReceived"] = finding.Received.Status == 0,
            },
            ["properties"] = new JsonObject
            {
                ["mechanism"] = finding.Mechanism.Code,
                ["cache"] = finding.Mechanism.Cache,
                ["sameCauseAs"] = Array((group?.Findings ?? []).Where(id => id != finding.Id).Select(id => JsonValue.Create(id))),
                ["signs"] = Array(finding.Signs.Select(sign => JsonValue.Create(Plain.Line(Say.Sign(sign))))),
                ["addresses"] = Array(finding.Addresses.Select(one => JsonValue.Create(Plain.Line(one.Path)))),
                ["because"] = Array(finding.Mechanism.Because.Select(one => JsonValue.Create(Plain.Line(one)))),
                ["remedy"] = Plain.Lines(finding.Mechanism.Remedy),
                ["confirmation"] = Say.Confirmed(finding.Confirmation),
                ["reproduce"] = Plain.Lines(finding.Curl),
            },
        };
        var index = System.Array.FindIndex(Enum.GetValues<CheckKind>(), check => check.Code() == finding.Check);
        if (index >= 0)
            result["ruleIndex"] = index;
        return result;
    }

    private static string Also(FindingReport finding)
    {
        string[] more = [.. finding.Signs.Skip(1).Select(Say.Sign), .. Say.Where(finding) is { Length: > 0 } where ? [where] : (string[])[]];
        return more.Length == 0 ? "" : $"Also {string.Join("; ", more)}. ";
    }

    private static string Level(Severity severity) => severity switch
    {
        Severity.Leak => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    private static JsonObject Headers(IEnumerable<string> lines)
    {
        var headers = new JsonObject();
        foreach (var line in lines.Select(Plain.Line))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon <= 0)
                continue;
            var name = line[..colon];
            headers[name] = headers[name] is { } before ? $"{before}, {line[(colon + 2)..]}" : line[(colon + 2)..];
        }

        return headers;
    }

    // Names of secrets have letters that an address may not have, and viewers make links of addresses.
    private static string Address(string url) =>
        Uri.TryCreate(Plain.Line(url), UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? address.AbsoluteUri
            : Uri.EscapeDataString(Plain.Line(url));

    private static JsonObject Message(string text) => new() { ["text"] = Plain.Line(text) };

    private static JsonArray Array(IEnumerable<JsonNode?> nodes) => new([.. nodes]);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);
}
