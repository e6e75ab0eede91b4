using System.ComponentModel;
using Cloakroom.Alerts;

namespace Cloakroom.Edge.Configuration;

/// <summary>Who is told of incidents.</summary>
internal sealed class EdgeAlertOptions
{
    [Description("The name of what is guarded, in every message: shop. Default: none.")]
    public string? Service { get; set; }

    [Description("Who is told when an incident is opened, grows or is closed. See docs/alerts.md.")]
    public IList<EdgeAlertDestinationOptions> Destinations { get; set; } = [];

    /// <summary>As the library has it.</summary>
    public AlertOptions ToLibrary()
    {
        var alerts = new AlertOptions { Service = Service };
        foreach (var destination in Destinations) alerts.Destinations.Add(destination.ToLibrary());
        return alerts;
    }
}
