namespace Cloakroom.Probe.Transport;

/// <summary>Sees every exchange, before whoever asked for it does.</summary>
internal interface IExchangeObserver
{
    /// <summary>Called by many at once. What it throws ends the request: it is a defect of the observer.</summary>
    void Observe(Exchange exchange);
}
