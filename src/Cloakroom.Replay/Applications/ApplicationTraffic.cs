using Cloakroom.Edge.Configuration;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;

namespace Cloakroom.Replay.Applications;

/// <summary>Puts an application, and the edge before it, where the users of a run go.</summary>
internal static class ApplicationTraffic
{
    public static async Task<ApplicationServer> StartApplicationAsync(this SideRun run, ApplicationKind kind, AssetFolder assets)
    {
        var application = await ApplicationServer.StartAsync(kind, run.Users.Select(user => user.Member), assets, run.Stop);
        run.PutInFront(application, application.Address);
        return application;
    }

    public static Task PutEdgeInFrontAsync(this SideRun run, string cookie, Action<EdgeOptions>? configure = null) =>
        throw new ScenarioInvalidException("the edge is not there yet.");
}
