using Cloakroom.Incidents;

namespace Cloakroom.Alerts.Sending;

/// <summary>Where alerts go. Bounded in time; every failure is an outcome.</summary>
internal interface IAlertTarget : IDisposable
{
    /// <summary>Sends one event.</summary>
    /// <param name="happened">What is told.</param>
    /// <param name="cancellationToken">The process stops; the only reason for an exception.</param>
    Task<AlertOutcome> SendAsync(AlertEvent happened, CancellationToken cancellationToken);

    /// <summary>How often open incidents are said again to a destination that would forget them; null for those that do not.</summary>
    TimeSpan? RepeatInterval => null;

    /// <summary>Says again which incidents are open.</summary>
    Task<AlertOutcome> RepeatAsync(IReadOnlyList<Incident> open, CancellationToken cancellationToken) => throw new NotSupportedException();
}
