using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Edge.Configuration;

/// <summary>How requests go to the application.</summary>
internal sealed class ForwardingOptions
{
    [Description("How long a connection to the application may take. Default: 5 seconds.")]
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    [Description("How long nothing may move in either direction before a request is given up. Default: 100 seconds.")]
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ActivityTimeout { get; set; } = TimeSpan.FromSeconds(100);

    [Description("The HTTP version that is tried first towards the application: 1.1 or 2. Default: 1.1.")]
    [AllowedValues("1.1", "2")]
    public string HttpVersion { get; set; } = "1.1";

    [Description("The Host header that the application gets: Original (the browser's, the default) or Upstream.")]
    public ForwardedHost Host { get; set; }

    [Description("A path that a healthy upstream answers with 2xx or 3xx; null (the default) to judge by requests alone.")]
    public string? HealthPath { get; set; }

    [Description("How often the health path is asked. Default: 5 seconds.")]
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan HealthInterval { get; set; } = TimeSpan.FromSeconds(5);

    [Description("How long requests may still finish after SIGTERM. Default: 30 seconds.")]
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    [NeedsRestart]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    [Description("The largest request body in bytes; null for no limit, which is the default since it is the application's to set.")]
    [Range(typeof(long), "1", "9223372036854775807")]
    [NeedsRestart]
    public long? MaxRequestBodySize { get; set; }

    /// <summary>How long a body is held back for an application that was asked whether it wants it. Nothing that operators need to set.</summary>
    internal TimeSpan ExpectTimeout { get; set; } = TimeSpan.FromSeconds(1);
}
