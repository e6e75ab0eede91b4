namespace Cloakroom.Alerts.Mail;

/// <summary>A mail was not taken, or it is not known whether it was.</summary>
/// <param name="message">What the server said, or what went wrong, without secrets.</param>
/// <param name="certainty">What is known of the mail.</param>
/// <param name="inner">What failed underneath.</param>
internal sealed class SmtpFailure(string message, SmtpCertainty certainty, Exception? inner = null) : Exception(message, inner)
{
    public SmtpCertainty Certainty => certainty;
}

/// <summary>What is known of a mail that was not taken.</summary>
internal enum SmtpCertainty
{
    /// <summary>It was not taken, this time.</summary>
    NotTaken,

    /// <summary>The server will not take it another time either.</summary>
    Refused,

    /// <summary>The whole mail was sent and nothing answered: it may have been taken.</summary>
    Unknown,
}
