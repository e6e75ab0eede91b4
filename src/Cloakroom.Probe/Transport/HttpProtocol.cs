namespace Cloakroom.Probe.Transport;

/// <summary>Over what a request goes. HTTP/2 needs TLS, or a site that speaks it without.</summary>
internal enum HttpProtocol
{
    Http11,
    Http2,
}
