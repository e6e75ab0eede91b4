using System.Net;
using System.Text;

namespace Cloakroom.Probe.Transport;

/// <summary>The connections of one account, shared with no other.</summary>
internal sealed class AccountConnections(ProbeClientOptions options) : IDisposable
{
    private readonly HttpMessageInvoker _kept = Create(options);

    public RequestHeads Heads { get; } = new(options);

    public HttpMessageInvoker Kept => _kept;

    /// <summary>For one request; whoever asks for it disposes of it, and so closes the connection.</summary>
    /// <param name="written">Called when the request is on its way; not for HTTP/2, where other things go first. Null not to be told.</param>
    public HttpMessageInvoker Fresh(Action? written) => Create(options, written);

    public void Dispose() => _kept.Dispose();

    private static HttpMessageInvoker Create(ProbeClientOptions options, Action? written = null) => new(
        new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseProxy = options.Proxy is not null,
            Proxy = options.Proxy is null ? null : new WebProxy(options.Proxy),
            ConnectTimeout = options.ConnectTimeout,
            MaxResponseHeadersLength = options.HeaderCapKilobytes,
            // What is not wanted is not read to its end: the connection goes instead.
            MaxResponseDrainSize = 0,
            MaxConnectionsPerServer = int.MaxValue,
            EnableMultipleHttp2Connections = false,
            // Nothing of the probe's own tracing may go out.
            ActivityHeadersPropagator = null,
            PreAuthenticate = false,
            // Field values are octets; Latin-1 keeps every one of them, and is what answers are read as by default.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            PlaintextStreamFilter = written is null ? null : (context, _) => ValueTask.FromResult<Stream>(new WriteWatch(context.PlaintextStream, written)),
            SslOptions =
            {
                // A resumed TLS session would tie the accounts together, which no two browsers are.
                AllowTlsResume = false,
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                    options.IgnoreCertificates || CertificateProblem.ThrowIfAny(certificate, chain, errors),
            },
        },
        disposeHandler: true);
}
