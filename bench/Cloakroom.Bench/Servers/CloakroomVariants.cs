using Cloakroom.Sqlite;
using Microsoft.AspNetCore.Builder;

namespace Cloakroom.Bench.Servers;

/// <summary>Cloakroom with everything on that is on by default.</summary>
internal static class CloakroomVariants
{
    public static Variant Warm { get; } = new(
        "cloakroom-warm",
        static (builder, _) => builder.Services.AddCloakroom().AddInMemoryStore(),
        Map);

    /// <summary>The same without the record of who used which session.</summary>
    public static Variant WithoutUses { get; } = new(
        "cloakroom-no-uses",
        static (builder, _) => builder.Services.AddCloakroom(options => options.Journal.Uses = false).AddInMemoryStore(),
        Map);

    public static Variant ReadThroughMemory { get; } = new(
        "cloakroom-off-memory",
        static (builder, _) => builder.Services.AddCloakroom(options => options.NearCache.Enabled = false).AddInMemoryStore(),
        Map);

    public static Variant ReadThroughSqlite { get; } = new(
        "cloakroom-off-sqlite",
        static (builder, directory) => builder.Services.AddCloakroom(options => options.NearCache.Enabled = false)
            .AddSqliteStore(options => options.Path = Path.Combine(directory, "sessions.db")),
        Map);

    private static void Map(WebApplication app)
    {
        app.UseCloakroom();
        Endpoints.MapPrincipal(app, CloakroomDefaults.AuthenticationScheme);
    }
}
