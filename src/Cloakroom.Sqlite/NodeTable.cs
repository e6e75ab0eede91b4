using Cloakroom.Edges;

namespace Cloakroom.Sqlite;

/// <summary>Edges that are running.</summary>
internal static class NodeTable
{
    private const string Upsert = """
        INSERT INTO nodes (id, name, started_at, seen_at, revision, in_force_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO UPDATE SET
            name = excluded.name, seen_at = excluded.seen_at, revision = excluded.revision, in_force_at = excluded.in_force_at
        """;

    private const string All = "SELECT id, name, started_at, seen_at, revision, in_force_at FROM nodes ORDER BY name, id";

    public static int Write(Database database, EdgeNode node)
    {
        using var upsert = database.Prepare(Upsert);
        return upsert.Bind(node.Id).Bind(node.Name).Bind(node.StartedAt).Bind(node.SeenAt).Bind(node.Revision).Bind(node.InForceAt).Run();
    }

    public static int Remove(Database database, string id)
    {
        using var delete = database.Prepare("DELETE FROM nodes WHERE id = ?1");
        return delete.Bind(id).Run();
    }

    public static IReadOnlyList<EdgeNode> Read(Database database)
    {
        using var select = database.Prepare(All);
        var nodes = new List<EdgeNode>();
        while (select.Step())
        {
            nodes.Add(new EdgeNode(select.Text(0), select.Text(1), select.Time(2), select.Time(3), select.Int64(4), select.Time(5)));
        }

        return nodes;
    }

    public static int Purge(Database database, DateTimeOffset seenBefore)
    {
        using var delete = database.Prepare("DELETE FROM nodes WHERE seen_at < ?1");
        return delete.Bind(seenBefore).Run();
    }
}
