using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Checks;

internal static class SlimExchange
{
    private const int Short = 16 * 1024;

    /// <summary>For keeping some thousands of: with its body where that is short, by which two responses are known to be one.</summary>
    public static Exchange Slim(this Exchange of) => of.WithBody(of.Body.Length <= Short ? of.Body : default);

    /// <summary>What it takes, about: body, fields of the answer, and the rest.</summary>
    public static long Bytes(this Exchange of)
    {
        var bytes = 1024L + of.Body.Length;
        foreach (var field in of.Headers) bytes += 64 + 2 * (field.Name.Length + field.Value.Length);
        return bytes;
    }

    /// <summary>The same exchange with less of its body, for keeping. What was cut off is told by <see cref="Exchange.BodyState"/>.</summary>
    public static Exchange WithBody(this Exchange of, ReadOnlyMemory<byte> body) => new()
    {
        Number = of.Number,
        Account = of.Account,
        Request = of.Request,
        RequestHeaders = of.RequestHeaders,
        At = of.At,
        Sent = of.Sent,
        Answered = of.Answered,
        Ended = of.Ended,
        Status = of.Status,
        HttpVersion = of.HttpVersion,
        Headers = of.Headers,
        Body = body,
        BodyState = body.Length < of.Body.Length ? BodyState.CutOff : of.BodyState,
        Failure = of.Failure,
    };
}
