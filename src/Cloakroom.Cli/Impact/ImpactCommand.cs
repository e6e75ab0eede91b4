using System.CommandLine;
using Cloakroom.Cli.Control;
using Cloakroom.Incidents;

namespace Cloakroom.Cli.Impact;

/// <summary><c>cloakroom impact</c>: who saw whom in an interval.</summary>
internal static class ImpactCommand
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromDays(1);

    // Ten million sums are looked at in under a second; a store that takes this long does not answer.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static Command Create(ControlSetting setting)
    {
        var options = new ImpactOptions();
        var command = new Command("impact", "Who saw whom: each owner and receiver with times and counts, from what was recorded of uses and mix-ups.")
        {
            options.From, options.To, options.Store, options.Data, options.Config, options.Format,
        };
        command.Validators.Add(result =>
        {
            if (new[] { options.Store, options.Data, options.Config }.Count(option => result.GetResult(option) is not null) > 1)
                result.AddError("--store, --data and --config: give one of them.");
            if (result.GetResult(options.From) is { } first && result.GetResult(options.To) is { } last && !first.Errors.Any() && !last.Errors.Any()
                && result.GetValue(options.From) > result.GetValue(options.To))
                result.AddError("--from is later than --to.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var file = parsed.GetValue(options.Store) is { } store ? FileOf(store) : StoreLocation.Find(parsed.GetValue(options.Data), parsed.GetValue(options.Config), setting.Environment);
                var to = parsed.GetValue(options.To) ?? setting.Time.GetUtcNow();
                var from = parsed.GetValue(options.From) ?? to - DefaultInterval;
                await using var session = await ControlSession.OpenAsync(file, setting.Time, cancellationToken);
                var impact = await session.Calls.RunAsync(
                    "read-impact", async token => await new ImpactReader(session.Store, session.Store).ReadAsync(from, to, token), Limit, cancellationToken);
                ImpactReport.Write(setting.Terminal, impact, parsed.GetValue(options.Format));
                return ExitCode.Success;
            }
            catch (Exception e) when (e is ControlException or CloakroomException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                setting.Terminal.Error.WriteLine($"cloakroom: {Text.Printable(e.Message)}");
                return ExitCode.Failure;
            }
        });
        return command;
    }

    private static string FileOf(string store) => File.Exists(store)
        ? Path.GetFullPath(store)
        : throw new ControlException($"{Text.Printable(Path.GetFullPath(store))}: there is no such file. Name the file that AddSqliteStore has as its Path.");
}
