using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Forwarding;

/// <summary>Reads what a failed request says about the server.</summary>
internal static class UpstreamFailure
{
    /// <summary>No connection was made, so the request may safely be sent elsewhere, whatever its method.</summary>
    public static bool NothingWasSent(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        HttpRequestException request => request.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        // The handler's ConnectTimeout; nothing else cancels but the token.
        OperationCanceledException => exception.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    /// <summary>Notes the failure where it is the server's: unreachable, reset, or gone in the middle. Taking long is not.</summary>
    public static void Report(Upstream upstream, Exception? exception, ILogger logger)
    {
        if (exception is null)
            return;
        var refused = NothingWasSent(exception, CancellationToken.None);
        if (!refused && !BrokeOff(exception))
            return;

        if (upstream.Failed(refused))
            Log.UpstreamRests(logger, upstream.Prefix, Why(exception));
    }

    // What an application may answer to one request only (too many headers, a wrong version) says nothing about the server.
    private static bool BrokeOff(Exception exception) =>
        exception is IOException or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError or HttpRequestError.Unknown };

    private static string Why(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } request => request.HttpRequestError.ToString(),
        OperationCanceledException => "ConnectTimeout",
        _ => exception.GetType().Name,
    };
}
