using System.Text.Json.Nodes;
using Cloakroom.Edge.Hosting;

namespace Cloakroom.Edge.Forwarding;

/// <summary>The servers in <c>/status</c>.</summary>
internal sealed class UpstreamStatus(UpstreamPools pools) : IStatusSection
{
    public string Name => "upstreams";

    public JsonNode Read()
    {
        var upstreams = new JsonArray();
        foreach (var upstream in pools.Current?.Upstreams ?? [])
        {
            upstreams.Add(new JsonObject
            {
                ["url"] = upstream.Prefix,
                ["available"] = upstream.IsAvailable,
                ["running"] = upstream.Running,
                ["requests"] = upstream.Requests,
                ["failures"] = upstream.Failures,
            });
        }

        return upstreams;
    }
}
