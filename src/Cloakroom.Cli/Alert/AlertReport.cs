using Cloakroom.Alerts;
using Cloakroom.Alerts.Sending;
using Cloakroom.Cli.Control;

namespace Cloakroom.Cli.Alert;

/// <summary>Alerts in words and as JSON.</summary>
internal static class AlertReport
{
    public static void WriteList(Terminal terminal, IReadOnlyList<AlertTotals> totals, IReadOnlyList<AlertDelivery> deliveries, ControlFormat format)
    {
        if (format == ControlFormat.Json)
        {
            ControlJson.Write(terminal, new
            {
                destinations = totals,
                alerts = deliveries.Select(delivery => new
                {
                    delivery.Event.Id,
                    delivery.Destination,
                    state = Word(delivery.State),
                    @event = Word(delivery.Event.Kind),
                    incident = delivery.Event.Incident.Id,
                    delivery.Event.At,
                    delivery.Attempts,
                    nextAt = delivery.State == AlertState.Pending ? delivery.NextAt : (DateTimeOffset?)null,
                    delivery.Answer,
                    delivery.SettledAt,
                }),
            });
            return;
        }

        var output = terminal.Out;
        if (totals.Count == 0)
            output.WriteLine("No process with this store has destinations for alerts (docs/alerts.md).");
        foreach (var one in totals)
        {
            output.WriteLine(
                $"{Text.Printable(one.Destination)}: {Text.Number(one.Delivered)} delivered, {Text.Number(one.Pending)} pending{(one.OldestPending is { } oldest ? $" since {Text.Time(oldest)}" : "")}, {Text.Number(one.Dead)} dead");
        }

        foreach (var delivery in deliveries)
            output.WriteLine($"  {Text.Time(delivery.Event.At)}  {Text.Printable(delivery.Destination)}  {Word(delivery.State)}  {Word(delivery.Event.Kind)} {Text.Printable(delivery.Event.Incident.Id)}{Detail(delivery)}");
        if (totals.Any(one => one.Dead > 0))
            output.WriteLine("Send the dead ones again: cloakroom alert retry --reason TEXT");
    }

    public static void WriteRetried(Terminal terminal, int count, ControlFormat format)
    {
        if (format == ControlFormat.Json) ControlJson.Write(terminal, new { retried = count });
        else terminal.Out.WriteLine(count == 0 ? "Nothing was given up, so nothing is sent again." : $"Done, durably: {Text.Count(count, "alert")} will be sent again by a process that runs.");
    }

    private static string Detail(AlertDelivery delivery) => delivery.Attempts == 0
        ? ""
        : $", {Text.Count(delivery.Attempts, "attempt")}{(delivery.State == AlertState.Pending ? $", next {Text.Time(delivery.NextAt)}" : "")}: {Text.Printable(delivery.Answer ?? "")}";

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
