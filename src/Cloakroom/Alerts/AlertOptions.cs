namespace Cloakroom.Alerts;

/// <summary>Who is told when an incident is opened, grows or is closed.</summary>
public sealed class AlertOptions
{
    /// <summary>The name of what is guarded, in every message: <c>shop</c>. At most 100 characters. Default: none.</summary>
    public string? Service { get; set; }

    /// <summary>Who is told. Default: nobody.</summary>
    public IList<AlertDestinationOptions> Destinations { get; } = [];
}
