using System.Text.Json;
using System.Text.Json.Serialization;
using Cloakroom.Incidents;
using Cloakroom.Journal;

namespace Cloakroom.Alerts.Sending;

/// <summary>The bodies of requests. The one for webhooks is described in <c>docs/alerts.md</c> and <c>docs/alert.schema.json</c>.</summary>
internal static class AlertJson
{
    // What Slack takes; more is refused for good.
    private const int MaxHeader = 150;
    private const int MaxSection = 3_000;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static byte[] Webhook(AlertEvent happened, string? service) => Bytes(new
    {
        type = TypeOf(happened.Kind),
        timestamp = happened.At,
        data = new
        {
            service,
            summary = AlertWords.Title(happened, service),
            incident = happened.Kind == AlertEventKind.Test ? null : Document(happened.Incident),
            escalation = happened.Escalation is { } growth ? new { counts = growth.What.ToString().ToLowerInvariant(), reached = growth.Reached } : null,
        },
    });

    /// <summary>Labels must stay the same as long as the alert is the same; what changes is in annotations.</summary>
    public static byte[] Alertmanager(IEnumerable<AlertEvent> alerts, string? service) => Bytes(alerts.Select(happened => new
    {
        labels = Labels(happened, service),
        annotations = Annotations(happened, service),
        startsAt = happened.Kind == AlertEventKind.Test ? happened.At : happened.Incident.From,
        // A test is over after a minute; an open incident goes on for as long as it is said again.
        endsAt = happened.Kind == AlertEventKind.Test ? happened.At.AddMinutes(1) : happened.Incident.Closing?.At,
    }).ToArray());

    public static byte[] Slack(AlertEvent happened, string? service)
    {
        var title = AlertWords.Title(happened, service);
        return Bytes(new
        {
            // Shown in notifications, where <, > and & have a meaning. Blocks are plain text.
            text = title.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal),
            blocks = new object[]
            {
                new { type = "header", text = Plain(title, MaxHeader) },
                new { type = "section", text = Plain(Facts(happened, service), MaxSection) },
            },
        });
    }

    private static object Plain(string text, int max) => new { type = "plain_text", text = text.Length > max ? text[..(max - 1)] + "\u2026" : text, emoji = false };

    private static string Facts(AlertEvent happened, string? service) => string.Join('\n', AlertWords.Facts(happened, service).Select(fact => $"{fact.Name}: {fact.Value}"));

    private static Dictionary<string, string> Labels(AlertEvent happened, string? service)
    {
        var labels = new Dictionary<string, string>
        {
            ["alertname"] = happened.Kind == AlertEventKind.Test ? "CloakroomTest" : "CloakroomIncident",
            // Of the kind, and so of the whole incident: a label that changed would be another alert.
            ["severity"] = happened.Kind == AlertEventKind.Test ? "info" : happened.Incident.Cause?.Kind == MixupKind.CookieToStatic ? "warning" : "critical",
        };
        if (happened.Kind != AlertEventKind.Test)
        {
            labels["incident"] = happened.Incident.Id;
            labels["kind"] = AlertWords.KindOf(happened.Incident);
        }

        if (!string.IsNullOrEmpty(service))
            labels["service"] = service;
        return labels;
    }

    private static Dictionary<string, string> Annotations(AlertEvent happened, string? service) => new()
    {
        ["summary"] = AlertWords.Title(happened, service),
        ["description"] = Facts(happened, service),
    };

    private static object Document(Incident incident) => new
    {
        incident.Id,
        kind = AlertWords.KindOf(incident),
        status = incident.Status.ToString().ToLowerInvariant(),
        incident.Cause?.Route,
        incident.Cause?.Node,
        incident.OpenedAt,
        incident.From,
        incident.To,
        incident.Mixups,
        incident.Exposed,
        openedBy = incident.ByHand is { } opening ? new { opening.By, opening.Reason } : null,
        incident.Closing,
        look = AlertWords.Look(incident),
    };

    private static string TypeOf(AlertEventKind kind) => kind switch
    {
        AlertEventKind.Opened => "incident.opened",
        AlertEventKind.Escalated => "incident.escalated",
        AlertEventKind.Closed => "incident.closed",
        _ => "alert.test",
    };

    private static byte[] Bytes<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document, Options);
}
