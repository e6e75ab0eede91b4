using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Cloakroom.Alerts.Sending;

/// <summary>Posts JSON: without redirects and cookies, ten seconds at most, whatever the other side does.</summary>
internal sealed class AlertPost : IDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private const int MaxBody = 1_024;

    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly HttpClient _local;

    public AlertPost(TimeProvider time)
    {
        _time = time;
        _client = Create(useProxy: true);
        // A proxy of the network has another loopback.
        _local = Create(useProxy: false);
    }

    /// <param name="url">Where to.</param>
    /// <param name="body">JSON.</param>
    /// <param name="head">Adds to the headers.</param>
    /// <param name="secrets">What must not be in the answer that is kept, even if the other side repeats it.</param>
    /// <param name="cancellationToken">The process stops.</param>
    public async Task<AlertOutcome> SendAsync(Uri url, byte[] body, Action<HttpRequestHeaders> head, IEnumerable<string?> secrets, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        head(request.Headers);
        try
        {
            using var response = await (url.IsLoopback ? _local : _client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return Judge(response, await ReadAsync(response, either.Token), text => Redaction.Of(text, [.. Redaction.SecretsOf(url), .. secrets.OfType<string>().SelectMany(Redaction.SecretsOf)]), _time.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AlertOutcome.Failed($"no answer within {Timeout.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return AlertOutcome.Failed(Why(e));
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _local.Dispose();
    }

    /// <summary>4xx would come again, but for those that say that it is about the time; 410 is the receiver's word that it is gone.</summary>
    private static AlertOutcome Judge(HttpResponseMessage response, string said, Func<string, string> redact, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        var line = string.Create(CultureInfo.InvariantCulture, $"{status} {redact(response.ReasonPhrase ?? "")}");
        var answer = said.Length == 0 ? line : $"{line}: {redact(said)}";
        var after = response.Headers.RetryAfter is { } retry ? retry.Delta ?? (retry.Date is { } date ? date - now : null) : null;
        return status switch
        {
            >= 200 and < 300 => AlertOutcome.Delivered(line),
            >= 300 and < 400 => AlertOutcome.Failed($"{answer} (a redirect, which is not followed: give the final address)"),
            408 or 425 or 429 => AlertOutcome.Failed(answer, after),
            >= 400 and < 500 => AlertOutcome.Refused(answer),
            _ => AlertOutcome.Failed(answer, after),
        };
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return "";
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MaxBody];
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(buffer, 0, read);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return "";
        }
    }

    private static string Why(Exception failure) => failure switch
    {
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "the connection was refused",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } } => "the host's name was not found",
        { InnerException: SocketException socket } => $"no connection ({socket.SocketErrorCode})",
        { InnerException: AuthenticationException } => "its TLS certificate does not hold",
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => $"no answer ({http.HttpRequestError})",
        _ => $"no answer ({failure.GetType().Name})",
    };

    private static HttpClient Create(bool useProxy) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = useProxy,
        AutomaticDecompression = DecompressionMethods.None,
        // Addresses change.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "Cloakroom" } },
    };
}
