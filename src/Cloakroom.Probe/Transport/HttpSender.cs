using System.Diagnostics;

namespace Cloakroom.Probe.Transport;

/// <summary>One request over the wire, and all that came back.</summary>
internal sealed class HttpSender(ProbeClientOptions options, TimeProvider time) : IDisposable
{
    private readonly TimeLimit.Pool _limits = new(time);
    private readonly SameBodies _bodies = new();
    private long _number;

    public async Task<Exchange> SendAsync(
        AccountConnections connections, string account, ProbeRequest request, RequestHead head, CancellationToken run)
    {
        var limit = _limits.Rent(run);
        var deadline = new Deadline(limit, request.CancelAfter);
        var tellsWhenSent = request is { OnFreshConnection: true, CancelAfter: not null, Protocol: HttpProtocol.Http11 };
        using var fresh = request.OnFreshConnection ? connections.Fresh(tellsWhenSent ? deadline.Sent : null) : null;
        using var raw = new ByteCollector(4 * 1024);
        var headers = new List<HeaderField>();
        var number = Interlocked.Increment(ref _number);
        var at = time.GetUtcNow();
        var sent = Stopwatch.GetTimestamp();
        var answered = 0L;
        var failure = head.Problem;
        var isGivenUp = false;
        var isCutOff = false;
        HttpResponseMessage? response = null;
        try
        {
            if (failure is null)
            {
                var message = head.Rent();
                deadline.Begin(options.AnswerTimeout);
                var answering = (fresh ?? connections.Kept).SendAsync(message, limit.Token);
                // On a connection that is there already the request is written by now.
                if (!tellsWhenSent)
                    deadline.Sent();
                response = await answering;
                answered = Stopwatch.GetTimestamp();
                deadline.Begin(options.BodyTimeout);
                Add(headers, response.Headers.NonValidated);
                Add(headers, response.Content.Headers.NonValidated);
                isCutOff = await BodyReader.ReadAsync(response.Content, raw, options.BodyCap, limit.Token);
                Add(headers, response.TrailingHeaders.NonValidated);
                if (!isCutOff)
                    head.Return(message);
            }
        }
        catch (Exception exception)
        {
            run.ThrowIfCancellationRequested();
            var isTime = exception is OperationCanceledException && limit.Token.IsCancellationRequested;
            isGivenUp = isTime && deadline.IsOnPurpose;
            failure = isGivenUp ? FailureWords.GivenUp(request.CancelAfter!.Value)
                : isTime ? FailureWords.TimedOut(response is null ? options.AnswerTimeout : options.BodyTimeout)
                : FailureWords.Of(exception, request.Protocol, options);
        }
        finally
        {
            response?.Dispose();
            _limits.Return(limit);
        }

        var ended = Stopwatch.GetTimestamp();
        var body = response is null ? default : Decode(request.Url, headers, raw, isCutOff, isWhole: failure is null && !isCutOff);
        return new Exchange
        {
            Number = number,
            Account = account,
            Request = request,
            RequestHeaders = head.Fields,
            At = at,
            Sent = sent,
            Answered = answered == 0 ? ended : answered,
            Ended = ended,
            Status = response is null ? 0 : (int)response.StatusCode,
            HttpVersion = response?.Version ?? System.Net.HttpVersion.Version11,
            Headers = headers,
            Body = body.Body,
            BodyState = failure is not null ? BodyState.Incomplete : body.State,
            BodyProblem = response is null ? null : failure ?? body.Problem,
            BytesReceived = raw.Length,
            Failure = response is null ? failure : null,
            IsGivenUp = isGivenUp,
        };
    }

    public void Dispose() => _limits.Dispose();

    private static void Add(List<HeaderField> headers, System.Net.Http.Headers.HttpHeadersNonValidated fields)
    {
        foreach (var (name, values) in fields)
        {
            foreach (var value in values)
                headers.Add(new HeaderField(name, value));
        }
    }

    private DecodedBody Decode(Uri url, List<HeaderField> headers, ByteCollector raw, bool isCutOff, bool isWhole)
    {
        if (raw.Length == 0)
            return default;
        var codings = headers.Where(field => field.Is("Content-Encoding")).Select(field => field.Value).ToArray();
        var coding = codings.Length == 0 ? "" : string.Join(',', codings);
        if (isWhole && _bodies.Find(url, raw.Written, coding) is { } same)
            return same;
        var bytes = raw.ToArray(options.BodyCap);
        var decoded = ContentDecoder.Decode(bytes, codings, options.BodyCap, isWhole);
        if (isWhole)
            _bodies.Keep(url, bytes, coding, decoded);
        return !isCutOff ? decoded : new DecodedBody(decoded.Body, BodyState.CutOff, "longer than the limit");
    }
}
