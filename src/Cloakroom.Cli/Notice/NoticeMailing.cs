using Cloakroom.Alerts;
using Cloakroom.Alerts.Mail;
using Cloakroom.Cli.Control;

namespace Cloakroom.Cli.Notice;

/// <summary>Sends notices one by one: each person is claimed before, and confirmed after the server has taken the mail.</summary>
internal sealed class NoticeMailing(ControlSetting setting, NoticeWork work, AlertDestinationOptions mailer)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    // A server that takes nothing takes nothing of the next thousand either.
    private const int MaxFailuresInARow = 3;

    private SmtpConnection? _connection;

    public async Task<int> RunAsync(NoticePlan plan, CancellationToken cancellationToken)
    {
        var destination = Destination();
        int sent = 0, taken = 0, failed = 0, unknown = 0, inARow = 0;
        try
        {
            foreach (var notice in plan.Ready)
            {
                // Between two mails, never in one: it would not be known whether it went.
                if (cancellationToken.IsCancellationRequested || inARow == MaxFailuresInARow)
                    break;
                if (await work.ClaimAsync([notice], CancellationToken.None) is [])
                {
                    taken++;
                    continue;
                }

                var failure = await SendAsync(destination, notice);
                if (failure is null)
                {
                    await work.ConfirmAsync([notice]);
                    (sent, inARow) = (sent + 1, 0);
                    continue;
                }

                inARow++;
                setting.Terminal.Error.WriteLine($"cloakroom: {Text.Printable(notice.Person.Person)}: {Text.Printable(failure.Message)}{(failure.Certainty == SmtpCertainty.Unknown ? " (they may have been told)" : "")}");
                if (failure.Certainty == SmtpCertainty.Unknown)
                {
                    unknown++;
                }
                else
                {
                    await work.GiveBackAsync([notice]);
                    failed++;
                }
            }
        }
        finally
        {
            await CloseAsync();
            if (sent > 0)
                await work.NoteAsync($"{Text.Count(sent, "notice")} to {work.GroupName} sent by mail{(failed > 0 ? $", {failed} not taken" : "")}{(unknown > 0 ? $", {unknown} not known to have been taken" : "")}");
        }

        var left = plan.Ready.Count - sent - taken - failed - unknown;
        NoticeReport.WriteResult(
            setting.Terminal, plan, $"{Text.Count(sent, "notice")} sent{(failed > 0 ? $", {failed} not taken" : "")}{(unknown > 0 ? $", {unknown} not known to have been taken" : "")}{(left > 0 ? $", {left} not begun" : "")}.", taken);
        return sent + taken == plan.Ready.Count ? ExitCode.Success : cancellationToken.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Failure;
    }

    private async Task<SmtpFailure?> SendAsync(MailDestination destination, ReadyNotice notice)
    {
        using var timeout = new CancellationTokenSource(Timeout, setting.Time);
        try
        {
            _connection ??= await SmtpConnection.OpenAsync(destination.Server, timeout.Token);
            await _connection.SendAsync(
                new MailText
                {
                    From = destination.From,
                    To = [notice.Address with { Name = notice.Name }],
                    Subject = notice.Subject,
                    Body = notice.Body,
                    Date = setting.Time.GetUtcNow(),
                    MessageId = $"{NoticePlan.MessageIdOf(work.Incident, work.Group, notice.Person.Person)}@{destination.From.Host}",
                },
                timeout.Token);
            return null;
        }
        catch (SmtpFailure failure)
        {
            await CloseAsync();
            return failure;
        }
        catch (OperationCanceledException)
        {
            await CloseAsync();
            return new SmtpFailure($"no answer within {Timeout.TotalSeconds:0} s", SmtpCertainty.NotTaken);
        }
    }

    private MailDestination Destination()
    {
        try
        {
            return MailDestination.Of(mailer);
        }
        catch (SmtpFailure failure)
        {
            throw new ControlException($"{mailer.Name}: {failure.Message}.");
        }
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _connection = null;
    }
}
