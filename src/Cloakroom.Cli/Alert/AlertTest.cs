using Cloakroom.Alerts;
using Cloakroom.Alerts.Sending;
using Cloakroom.Cli.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Cli.Alert;

/// <summary>Sends a test to each destination, all at once, and says what each answered.</summary>
internal sealed class AlertTest(ControlSetting setting)
{
    public async Task<int> RunAsync(AlertOptions alerts, string? to, ControlFormat format, CancellationToken cancellationToken)
    {
        var destinations = alerts.Destinations.Where(destination => to is null || destination.Name == to).ToList();
        if (destinations.Count == 0)
            throw new ControlException($"--to {to}: there is no such destination. There are: {string.Join(", ", alerts.Destinations.Select(destination => destination.Name))}.");
        var results = await Task.WhenAll(destinations.Select(destination => SendAsync(destination, alerts.Service, cancellationToken)));
        if (format == ControlFormat.Json)
        {
            ControlJson.Write(setting.Terminal, new { destinations = results.Select(result => new { result.Name, kind = result.Kind.ToString(), delivered = result.IsDelivered, result.Answer, result.Milliseconds }) });
        }
        else
        {
            foreach (var result in results)
                setting.Terminal.Out.WriteLine($"{Text.Printable(result.Name)}: {(result.IsDelivered ? "delivered" : "NOT delivered")}, {Text.Printable(result.Answer)} ({result.Milliseconds} ms)");
        }

        return results.All(result => result.IsDelivered) ? ExitCode.Success : ExitCode.Failure;
    }

    private async Task<Result> SendAsync(AlertDestinationOptions destination, string? service, CancellationToken cancellationToken)
    {
        using var target = AlertTargets.Create(destination, service, setting.Time);
        var started = setting.Time.GetTimestamp();
        var outcome = await target.SendAsync(AlertEvents.Test(setting.Time.GetUtcNow().TruncateToMilliseconds()), cancellationToken);
        return new Result(destination.Name, destination.Kind, outcome.Result == AlertResult.Delivered, outcome.Answer, (long)setting.Time.GetElapsedTime(started).TotalMilliseconds);
    }

    private sealed record Result(string Name, AlertDestinationKind Kind, bool IsDelivered, string Answer, long Milliseconds);
}
