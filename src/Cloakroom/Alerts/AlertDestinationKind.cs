namespace Cloakroom.Alerts;

/// <summary>How a destination wants to be told.</summary>
public enum AlertDestinationKind
{
    /// <summary>JSON of Cloakroom's own by POST, signed as Standard Webhooks has it; see <c>docs/alerts.md</c>.</summary>
    Webhook,

    /// <summary>Prometheus Alertmanager: its address without a path, to which <c>/api/v2/alerts</c> is added.</summary>
    Alertmanager,

    /// <summary>An incoming webhook of Slack, or of what takes the same.</summary>
    Slack,

    /// <summary>Mail by SMTP.</summary>
    Email,
}
