using System.Text;
using Cloakroom.Alerts.Sending;

namespace Cloakroom.Alerts.Mail;

/// <summary>A destination that gets mail: of one incident one thread.</summary>
internal sealed class MailAlertTarget(AlertDestinationOptions options, string? service, TimeProvider time) : IAlertTarget
{
    // A server may be slow to greet those it does not know.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public async Task<AlertOutcome> SendAsync(AlertEvent happened, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var destination = MailDestination.Of(options);
            await using var connection = await SmtpConnection.OpenAsync(destination.Server, either.Token);
            return AlertOutcome.Delivered(await connection.SendAsync(Compose(happened, destination), either.Token));
        }
        catch (SmtpFailure e)
        {
            // Where it is not known, better twice under one Message-ID than never.
            return e.Certainty == SmtpCertainty.Refused ? AlertOutcome.Refused(e.Message) : AlertOutcome.Failed(e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AlertOutcome.Failed($"no answer within {Timeout.TotalSeconds:0} s");
        }
    }

    public void Dispose()
    {
        // A connection lives as long as its mail.
    }

    private MailText Compose(AlertEvent happened, MailDestination destination)
    {
        var body = new StringBuilder();
        foreach (var (name, value) in AlertWords.Facts(happened, service))
            body.Append(name).Append(": ").Append(value).Append('\n');
        if (happened.Kind == AlertEventKind.Test)
            body.Append("\nThis is a test. When this arrives, alerts of incidents do.\n");
        var first = AlertEvents.IdOf(happened.Incident.Id, AlertEventKind.Opened);
        return new MailText
        {
            From = destination.From,
            To = destination.To,
            Subject = AlertWords.Title(happened, service),
            Body = body.ToString(),
            Date = happened.At,
            MessageId = $"{happened.Id}@{destination.From.Host}",
            InReplyTo = happened.Kind is AlertEventKind.Escalated or AlertEventKind.Closed ? $"{first}@{destination.From.Host}" : null,
        };
    }
}
