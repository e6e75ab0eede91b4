using System.Globalization;
using System.Text.Json;
using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Caches;

namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>The club in Express, with express-session: <c>express/club.js</c>, as a process of its own.</summary>
internal sealed class ExpressClub(ServerProcess process) : IClub
{
    public Uri Address => process.Address;

    public static async Task<ExpressClub> StartAsync(IReadOnlyList<ClubMember> members, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string>
        {
            ["NODE_PATH"] = await NodeModules.InstallAsync(cancellationToken),
            ["NODE_ENV"] = "production",
            ["MEMBERS"] = JsonSerializer.Serialize(members, JsonSerializerOptions.Web),
            ["CACHE_CONTROL"] = JsonSerializer.Serialize(CacheControl.All, JsonSerializerOptions.Web),
            ["TAKES"] = JsonSerializer.Serialize(CacheControl.All.ToDictionary(value => value.Slug, value => IClub.Takes(value.Slug).TotalMilliseconds)),
        };
        var script = Path.Combine(AppContext.BaseDirectory, "Matrix", "express", "club.js");
        return new ExpressClub(await ServerProcess.StartAsync("node", (_, port) => [script, port.ToString(CultureInfo.InvariantCulture)], cancellationToken, environment));
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
