namespace Cloakroom.Alerts.Sending;

/// <summary>What came of one attempt.</summary>
/// <param name="Result">Whether to try again.</param>
/// <param name="Answer">What the destination said, or why there is no answer: a line without secrets.</param>
/// <param name="RetryAfter">How long it wants to be left alone.</param>
internal sealed record AlertOutcome(AlertResult Result, string Answer, TimeSpan? RetryAfter = null)
{
    private const int MaxAnswer = 300;

    public static AlertOutcome Delivered(string answer) => new(AlertResult.Delivered, Line(answer));

    public static AlertOutcome Failed(string answer, TimeSpan? retryAfter = null) => new(AlertResult.Failed, Line(answer), retryAfter);

    public static AlertOutcome Refused(string answer) => new(AlertResult.Refused, Line(answer));

    /// <summary>What others have written, as one line that does nothing to a terminal.</summary>
    public static string Line(string text)
    {
        var line = string.Concat(text.Take(MaxAnswer).Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();
        return text.Length > MaxAnswer ? line + "\u2026" : line;
    }
}

/// <summary>Whether to try again.</summary>
internal enum AlertResult
{
    /// <summary>It was taken.</summary>
    Delivered,

    /// <summary>Not this time.</summary>
    Failed,

    /// <summary>It would not be taken another time either.</summary>
    Refused,
}
