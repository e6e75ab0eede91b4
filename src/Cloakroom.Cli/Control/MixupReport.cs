using Cloakroom.Journal;

namespace Cloakroom.Cli.Control;

/// <summary><c>cloakroom mixups</c>.</summary>
internal static class MixupReport
{
    public static async Task<int> WriteAsync(
        ControlSetting setting, ControlSession session, ControlFormat format, int last, CancellationToken cancellationToken)
    {
        var mixups = await session.AskAsync("read-mixups", (store, token) => store.ReadNewestMixupsAsync(last, token), cancellationToken);
        if (format == ControlFormat.Json)
        {
            ControlJson.Write(setting.Terminal, new
            {
                mixups = mixups.Select(mixup => new
                {
                    mixup.Id,
                    kind = mixup.Kind.Code(),
                    mixup.At,
                    mixup.Disposition,
                    mixup.Owner,
                    mixup.Presenter,
                    mixup.Route,
                    mixup.TraceId,
                    mixup.Node,
                    mixup.Detail,
                }),
            });
        }
        else
        {
            Write(setting.Terminal.Out, mixups);
        }

        return ExitCode.Success;
    }

    private static void Write(TextWriter output, IReadOnlyList<Mixup> mixups)
    {
        if (mixups.Count == 0) output.WriteLine("No mix-up is in the journal.");
        foreach (var mixup in mixups)
        {
            output.WriteLine($"{Text.Time(mixup.At)}  {mixup.Kind.Code()}, {Named(mixup.Disposition)}, {Text.Printable(mixup.Route is "" ? "no route" : mixup.Route)}");
            output.WriteLine($"  owner {Named(mixup.Owner)}, presenter {Named(mixup.Presenter)}, seen by {Text.Printable(mixup.Node)}");
            output.WriteLine($"  {Text.Printable(mixup.Detail)}");
        }
    }

    private static string Named(MixupDisposition disposition) => disposition == MixupDisposition.Blocked ? "blocked" : "EXPOSED";

    public static string Named(MixupParty party) => Text.Printable(party switch
    {
        { IsBrowserAlone: true } => party.Subject!,
        { Subject: { } subject, SessionId: { } session } => $"{subject} session:{session}",
        { Subject: { } subject } => subject,
        { SessionId: { } session } => $"session:{session}",
        _ => "unknown",
    });
}
