namespace Cloakroom.Replay.Caches;

/// <summary>What the origin says to caches: the eight values of the matrix.</summary>
/// <param name="Slug">Its place in a path.</param>
/// <param name="Title">As the table says it.</param>
/// <param name="Value">The field's value; null for none.</param>
/// <param name="HasLastModified">Whether there is a <c>Last-Modified</c>, which invites heuristics (RFC 9111 section 4.2.2).</param>
internal sealed record CacheControl(string Slug, string Title, string? Value, bool HasLastModified = false)
{
    public static IReadOnlyList<CacheControl> All { get; } =
    [
        new("none", "*none*", null),
        new("modified", "*none*, `Last-Modified`", null, HasLastModified: true),
        new("public", "`public, max-age`", "public, max-age=600"),
        new("max-age", "`max-age`", "max-age=600"),
        new("s-maxage", "`s-maxage`", "s-maxage=600"),
        new("private", "`private, max-age`", "private, max-age=600"),
        new("no-cache", "`no-cache`", "no-cache"),
        new("no-store", "`no-store`", "no-store"),
    ];

    public static CacheControl Find(string slug) => All.Single(value => value.Slug == slug);
}
