using System.Globalization;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Cloakroom.Probe.Transport;

/// <summary>What went wrong, in a few words that hold nothing of the request or the answer.</summary>
internal static class FailureWords
{
    public static string Of(Exception exception, ProbeClientOptions options)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case CertificateProblem problem:
                    return $"TLS: {problem.Message}";
                case SocketException socket:
                    return OfSocket(socket.SocketErrorCode, options);
                case HttpProtocolException protocol:
                    return $"the HTTP/2 stream was ended with {OfHttp2(protocol.ErrorCode)}";
                case TimeoutException:
                    return $"connecting timed out after {Seconds(options.ConnectTimeout)}";
            }
        }

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
            HttpRequestError.VersionNegotiationError => "the site does not speak HTTP/2 here",
            HttpRequestError.ProxyTunnelError => "the proxy does not connect to the site",
            HttpRequestError.InvalidResponse => "what came is not HTTP",
            HttpRequestError.ResponseEnded => "the connection was closed before the end",
            HttpRequestError.ConfigurationLimitExceeded => $"the header is longer than {options.HeaderCapKilobytes} KB",
            HttpRequestError.HttpProtocolError => "what came is not HTTP/2",
            _ => exception switch
            {
                HttpRequestException { InnerException: AuthenticationException } => "TLS: the handshake failed",
                IOException or HttpRequestException { InnerException: IOException } => "the connection was closed before the end",
                _ => $"the request failed ({exception.GetType().Name})",
            },
        };
    }

    public static string TimedOut(TimeSpan limit) => $"timed out after {Seconds(limit)}";

    public static string GivenUp(TimeSpan after) =>
        string.Create(CultureInfo.InvariantCulture, $"given up on purpose after {after.TotalMilliseconds:0.#} ms");

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    private static string OfSocket(SocketError error, ProbeClientOptions options) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "connection reset",
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
