using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Guard;

internal static partial class Log
{
    [LoggerMessage(5601, LogLevel.Error, "A guarded cookie was withheld: the browser reached '{Host}' over plain http, where it could be read. Serve https; behind a proxy that ends TLS, name it in trustedProxies and have it send X-Forwarded-Proto; in a laboratory, set binding.allowPlainHttp.")]
    public static partial void PlainHttp(ILogger logger, string host);

    [LoggerMessage(5603, LogLevel.Error, "A value of the cookie '{Cookie}' with {Length} characters is too long to be sealed and was withheld. Browsers take 8 cookies of 4 KB for it; keep less in the session, or keep it on the server.")]
    public static partial void TooLarge(ILogger logger, string cookie, int length);

    [LoggerMessage(5604, LogLevel.Warning, "The application sets the cookie '{Cookie}' for all hosts of '{Domain}', and the binding does not go to all of them: where it does not, the session does not open and counts as a mix-up. Set binding.domain to that domain if its hosts share the session; else have the application leave Domain out.")]
    public static partial void BeyondBinding(ILogger logger, string cookie, string domain);

    [LoggerMessage(5602, LogLevel.Warning, "Refused: {Refusal} on '{Route}'.")]
    public static partial void Refused(ILogger logger, EdgeRefusal refusal, string route);

    [LoggerMessage(5605, LogLevel.Information, "A WebSocket or event stream on '{Route}' was ended with the session that had opened it.")]
    public static partial void StreamEnded(ILogger logger, string route);
}
