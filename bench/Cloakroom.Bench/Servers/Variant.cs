using Microsoft.AspNetCore.Builder;

namespace Cloakroom.Bench.Servers;

/// <summary>One way to run the same endpoint.</summary>
/// <param name="Name">What reports and the command line call it.</param>
/// <param name="AddServices">As the application's <c>Program.cs</c> would. The directory is for keys and files.</param>
/// <param name="Map">The pipeline, <c>GET /me</c>, and <c>POST /sign-in?user=N</c> where there are sessions.</param>
/// <param name="HasSessions">Whether <c>/me</c> needs the cookies of a sign-in.</param>
internal sealed record Variant(string Name, Action<WebApplicationBuilder, string> AddServices, Action<WebApplication> Map, bool HasSessions = true)
{
    public static IReadOnlyList<Variant> All { get; } =
    [
        StockVariants.Plain,
        StockVariants.AuthenticationFloor,
        StockVariants.CookieAuthentication,
        StockVariants.TicketStore,
        StockVariants.Session,
        CloakroomVariants.Warm,
        CloakroomVariants.WithoutUses,
        CloakroomVariants.ReadThroughMemory,
        CloakroomVariants.ReadThroughSqlite,
    ];

    public static Variant Of(string name) =>
        All.FirstOrDefault(variant => variant.Name == name) ?? throw new ArgumentException($"There is no variant '{name}'.", nameof(name));
}
