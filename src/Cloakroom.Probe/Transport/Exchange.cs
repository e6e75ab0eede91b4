using System.Diagnostics;
using Cloakroom.Probe.Accounts;

namespace Cloakroom.Probe.Transport;

/// <summary>One request and what came back. Holds secrets: it is shown only through redaction (<c>Findings/Redaction.cs</c>).</summary>
internal sealed class Exchange
{
    private HashSet<(string Name, string Value)>? _inDoubt;

    /// <summary>From 1, in the order of sending.</summary>
    public required long Number { get; init; }

    /// <summary>Who asked: the name of an account, or <see cref="Accounts.Account.Anonymous"/>.</summary>
    public required string Account { get; init; }

    public required ProbeRequest Request { get; init; }

    /// <summary>All fields as sent, cookies included.</summary>
    public required IReadOnlyList<HeaderField> RequestHeaders { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>A <see cref="Stopwatch"/> timestamp.</summary>
    public required long Sent { get; init; }

    /// <summary>When the header was there, or the failure.</summary>
    public required long Answered { get; init; }

    /// <summary>When the body was there as well.</summary>
    public required long Ended { get; init; }

    /// <summary>0 when there was no answer.</summary>
    public int Status { get; init; }

    public Version HttpVersion { get; init; } = new(1, 1);

    /// <summary>In order, trailers last.</summary>
    public IReadOnlyList<HeaderField> Headers { get; init; } = [];

    /// <summary>Without its content coding where that could be undone.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public BodyState BodyState { get; init; }

    /// <summary>Why there is no answer, in words without secrets; null when there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether <see cref="ProbeRequest.CancelAfter"/> ended it: on purpose, and so nothing that the site failed to do.</summary>
    public bool IsGivenUp { get; init; }

    /// <summary>Why the body is not whole, in words without content; null when it is.</summary>
    public string? BodyProblem { get; init; }

    /// <summary>Of the body, as they came over the wire.</summary>
    public int BytesReceived { get; init; }

    /// <summary>Set by an observer: something in it is another's. Its cookies are not taken into the jar then, or the account would be that other from now on, everywhere.</summary>
    public bool HoldsForeign { get; set; }

    /// <summary>Whether that cookie may be another's: as <see cref="HoldsForeign"/>, for it alone.</summary>
    public bool IsInDoubt(SetCookie cookie) => _inDoubt?.Contains((cookie.Name, cookie.Value)) == true;

    public void Doubt(SetCookie cookie) => (_inDoubt ??= []).Add((cookie.Name, cookie.Value));

    public Uri Url => Request.Url;

    public bool IsSuccess => Status is >= 200 and < 300;

    public TimeSpan Duration => Stopwatch.GetElapsedTime(Sent, Ended);

    /// <summary>The first field of that name; null when there is none.</summary>
    public string? Header(string name)
    {
        foreach (var field in Headers)
        {
            if (field.Is(name)) return field.Value;
        }

        return null;
    }

    public IEnumerable<string> HeaderValues(string name) => Headers.Where(field => field.Is(name)).Select(field => field.Value);

    /// <summary>The same exchange with less of its body, for keeping. What was cut off is told by <see cref="BodyState"/>.</summary>
    public Exchange WithBody(ReadOnlyMemory<byte> body) => WithBody(body, body.Length < Body.Length ? BodyState.CutOff : BodyState);

    /// <summary>The same, where how the body came is still to be told.</summary>
    public Exchange WithoutBody() => WithBody(default, BodyState);

    private Exchange WithBody(ReadOnlyMemory<byte> body, BodyState state) => new()
    {
        Number = Number,
        Account = Account,
        Request = Request,
        RequestHeaders = RequestHeaders,
        At = At,
        Sent = Sent,
        Answered = Answered,
        Ended = Ended,
        Status = Status,
        HttpVersion = HttpVersion,
        Headers = Headers,
        Body = body,
        BodyState = state,
        Failure = Failure,
    };
}
