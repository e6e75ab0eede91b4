using Cloakroom.Alerts;
using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Notices;
using Cloakroom.Operations;
using Cloakroom.Policies;
using Cloakroom.Rates;

namespace Cloakroom.Sessions;

/// <summary>A whole store: sessions, control and journal in one place, so that they commit and fail together.</summary>
internal interface ICloakroomStore : ISessionStore, IControlStore, INodeStore, IErasureStore, IMixupStore, IIncidentStore, IContainmentStore, IPolicyStore, IUseStore, IAlertStore, INoticeStore, IOperatorStore, IRateStore
{
    /// <summary>A short name for health checks and logs: <c>memory</c>, <c>sqlite</c>.</summary>
    string Name { get; }

    /// <summary>Makes the store ready: opens files, checks and migrates the schema. Called once, before anything else.</summary>
    /// <exception cref="CloakroomException">The store cannot be used; the message names the place and the remedy.</exception>
    ValueTask OpenAsync(CancellationToken cancellationToken);
}
