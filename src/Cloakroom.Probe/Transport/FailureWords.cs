using System.Globalization;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Cloakroom.Probe.Transport;

/// <summary>What went wrong, in a few words that hold nothing of the request or the answer.</summary>
internal static class FailureWords
{
    /// <param name="exception">What the framework threw.</param>
    /// <param name="protocol">What was asked for.</param>
    /// <param name="options">Whose limits are named.</param>
    public static string Of(Exception exception, HttpProtocol protocol, ProbeClientOptions options)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case CertificateProblem problem:
                    return $"TLS: {problem.Message}";
                case TimeoutException:
                    return $"connecting timed out after {Seconds(options.ConnectTimeout)}";
                case SocketException { SocketErrorCode: not (SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown) } socket:
                    return OfSocket(socket.SocketErrorCode, options);
                case SocketException:
                    return Suspecting(protocol, "connection reset");
                case HttpProtocolException http2:
                    return Suspecting(protocol, $"the stream was ended with {OfHttp2(http2.ErrorCode)}");
            }
        }

        return Suspecting(protocol, OfHttp(exception, options));
    }

    public static string TimedOut(TimeSpan limit) => $"timed out after {Seconds(limit)}";

    public static string GivenUp(TimeSpan after) =>
        string.Create(CultureInfo.InvariantCulture, $"given up on purpose after {after.TotalMilliseconds:0.#} ms");

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    /// <summary>A site that does not know HTTP/2 closes, resets, answers in HTTP/1.1 or refuses the handshake, whichever comes first.</summary>
    private static string Suspecting(HttpProtocol protocol, string words) => protocol == HttpProtocol.Http2 ? $"{words}; the site may not speak HTTP/2" : words;

    private static string OfHttp(Exception exception, ProbeClientOptions options)
    {
        var error = exception switch
        {
            HttpRequestException request => request.HttpRequestError,
            HttpIOException io => io.HttpRequestError,
            _ => HttpRequestError.Unknown,
        };
        return error switch
        {
            HttpRequestError.NameResolutionError => "the name does not resolve",
            HttpRequestError.ConnectionError => "connecting failed",
            HttpRequestError.SecureConnectionError => "TLS: the handshake failed",
            HttpRequestError.VersionNegotiationError => "the version of HTTP was refused",
            HttpRequestError.ProxyTunnelError => "the proxy does not connect to the site",
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => "what came is not HTTP",
            HttpRequestError.ResponseEnded => "the connection was closed before the end",
            HttpRequestError.ConfigurationLimitExceeded => $"the header is longer than {options.HeaderCapKilobytes} KB",
            _ => exception switch
            {
                HttpRequestException { InnerException: AuthenticationException } => "TLS: the handshake failed",
                IOException or HttpRequestException => "the connection was closed before the end",
                _ => $"the request failed ({exception.GetType().Name})",
            },
        };
    }

    private static string OfSocket(SocketError error, ProbeClientOptions options) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery => "the name does not resolve",
        SocketError.HostUnreachable or SocketError.HostDown => "no route to the host",
        SocketError.NetworkUnreachable or SocketError.NetworkDown => "no route to the network",
        SocketError.TimedOut => $"connecting timed out after {Seconds(options.ConnectTimeout)}",
        SocketError.TooManyOpenSockets => "this machine has no more sockets (see ulimit -n)",
        SocketError.AddressNotAvailable => "this machine has no more ports for connections",
        _ => $"the connection failed ({error})",
    };

    // RFC 9113 section 7.
    private static string OfHttp2(long code) => code switch
    {
        0x0 => "NO_ERROR",
        0x1 => "PROTOCOL_ERROR",
        0x2 => "INTERNAL_ERROR",
        0x3 => "FLOW_CONTROL_ERROR",
        0x5 => "STREAM_CLOSED",
        0x6 => "FRAME_SIZE_ERROR",
        0x7 => "REFUSED_STREAM",
        0x8 => "CANCEL",
        0x9 => "COMPRESSION_ERROR",
        0xb => "ENHANCE_YOUR_CALM",
        0xc => "INADEQUATE_SECURITY",
        0xd => "HTTP_1_1_REQUIRED",
        _ => string.Create(CultureInfo.InvariantCulture, $"code {code}"),
    };
}
