using Cloakroom.Alerts;
using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>Who is told of what. Addresses may be secrets: of them the host is shown.</summary>
internal static class AlertSection
{
    public static ExplainedSection Explain(EdgeOptions options)
    {
        if (options.Alerts.Destinations.Count == 0)
            return new ExplainedSection("Alerts", [new ExplainedLine("nobody", "Nobody is told of incidents; they are in the log, in metrics and in cloakroom incident list.")]);
        var lines = options.Alerts.Destinations.Select(Explain).ToList();
        lines.Add(options.Store.InMemory
            ? new ExplainedLine("", "What could not be sent yet ends with the edge (store.inMemory).", IsRisk: true)
            : new ExplainedLine("", "Sent at once, and tried for a day by whichever edge of the store is running; then kept for cloakroom alert retry. Try it: cloakroom alert test."));
        return new ExplainedSection("Alerts", lines);
    }

    private static ExplainedLine Explain(EdgeAlertDestinationOptions destination)
    {
        string?[] events = ["opened", destination.Escalations ? "growing" : null, destination.Closings ? "closed" : null];
        var muted = destination.Mute.Count == 0 ? "" : $" Not of {Words.And(destination.Mute.Select(Shown.Of))}.";
        var open = IsOpen(destination) ? " Over plain http (allowPlainHttp): anybody on the way can read it, and keep it from arriving." : "";
        return new ExplainedLine(destination.Name, $"{How(destination)} Told of incidents that are {Words.And(events.OfType<string>())}.{muted}{open}", IsRisk: open.Length > 0);
    }

    /// <summary>An address in a file or a variable may become one of plain http at any time.</summary>
    private static bool IsOpen(EdgeAlertDestinationOptions destination) =>
        destination.AllowPlainHttp && (!Uri.TryCreate(destination.Url, UriKind.Absolute, out var url) || AlertUrl.IsOpen(url));

    private static string How(EdgeAlertDestinationOptions destination) => destination.Kind switch
    {
        AlertDestinationKind.Email => $"Mail to {Words.And(destination.Mail.To.Select(Shown.Of))} by {Shown.Of(destination.Mail.Host ?? "")} ({destination.Mail.Security}).",
        AlertDestinationKind.Alertmanager => $"Alertmanager{At(destination)}, told again every minute while an incident is open.",
        AlertDestinationKind.Slack => $"Slack{At(destination)}.",
        _ => $"Webhook{At(destination)}, {(destination.SecretFile is null && destination.SecretVariable is null ? "not signed" : "signed")}.",
    };

    private static string At(EdgeAlertDestinationOptions destination) =>
        Uri.TryCreate(destination.Url, UriKind.Absolute, out var url) ? $" at {Shown.Of(url.Host)}"
        : destination.UrlFile is not null ? $", address in {Shown.File(destination.UrlFile)}"
        : $", address in the variable {Shown.Of(destination.UrlVariable ?? "")}";
}
