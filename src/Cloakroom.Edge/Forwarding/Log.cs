using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Cloakroom.Edge.Forwarding;

/// <summary>What forwarding logs. Paths, addresses of clients and header values are in none of it (invariant I9).</summary>
internal static partial class Log
{
    [LoggerMessage(5301, LogLevel.Warning, "Upstream {Upstream} rests after failures: {Why}.")]
    public static partial void UpstreamRests(ILogger logger, string upstream, string why);

    [LoggerMessage(5302, LogLevel.Warning, "Upstream {Upstream} does not answer its health path: {Why}.")]
    public static partial void UpstreamUnhealthy(ILogger logger, string upstream, string why);

    [LoggerMessage(5303, LogLevel.Information, "Upstream {Upstream} answers its health path.")]
    public static partial void UpstreamHealthy(ILogger logger, string upstream);

    [LoggerMessage(5304, LogLevel.Warning, "A request could not be forwarded to {Upstream}: {Error} ({Why}), answered {Status}, request {RequestId}.")]
    public static partial void ForwardingFailed(ILogger logger, string upstream, ForwarderError error, string why, int status, string requestId);

    [LoggerMessage(5305, LogLevel.Debug, "A client went away: {Error}, request {RequestId}.")]
    public static partial void ClientGone(ILogger logger, ForwarderError error, string requestId);

    [LoggerMessage(5306, LogLevel.Information, "A request was refused with {Status} as ambiguous, request {RequestId}.")]
    public static partial void Refused(ILogger logger, int status, string requestId);

    [LoggerMessage(5307, LogLevel.Warning, "The health of upstreams could not be asked for.")]
    public static partial void ProbeFailed(ILogger logger, Exception exception);

    [LoggerMessage(5308, LogLevel.Warning, "NTLM or Negotiate was asked for or brought, and withheld: it signs in a connection, and the edge's connections to the application serve everybody. Have the application sign people in by a page, a token or Basic. This is said once.")]
    public static partial void ConnectionAuthentication(ILogger logger);
}
