using System.Globalization;
using System.Text.Json.Nodes;
using Cloakroom.Edge.Hosting;

namespace Cloakroom.Edge.Guard;

/// <summary>Guarded cookies on static routes in <c>/status</c>.</summary>
internal sealed class StaticStatus(StaticWatch watch) : IStatusSection
{
    public string Name => "static";

    public JsonNode Read() => new JsonObject
    {
        ["requests"] = watch.Requests,
        ["withGuardedCookies"] = watch.WithCookies,
        ["since"] = watch.Since?.ToString("u", CultureInfo.InvariantCulture),
    };
}
