using System.ComponentModel;

namespace Cloakroom.Edge.Configuration;

/// <summary>Health, metrics and status.</summary>
internal sealed class AdminOptions
{
    [Description("Address for /healthz/live, /healthz/ready, /status and /metrics. Default: http://127.0.0.1:8081; an empty text switches it off.")]
    public string Listen { get; set; } = "http://127.0.0.1:8081";
}
