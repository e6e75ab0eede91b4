using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>Processes that are running.</summary>
internal static class NodeTable
{
    private const string Columns = "id, kind, name, started_at, seen_at, revision, in_force_at, canary, canary_at, mixups_lost, uses_lost, problem";

    private const string Upsert = $"""
        INSERT INTO nodes ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        ON CONFLICT DO UPDATE SET
            name = excluded.name, seen_at = excluded.seen_at, revision = excluded.revision, in_force_at = excluded.in_force_at,
            canary = excluded.canary, canary_at = excluded.canary_at, mixups_lost = excluded.mixups_lost, uses_lost = excluded.uses_lost,
            problem = excluded.problem
        """;

    private const string All = $"SELECT {Columns} FROM nodes ORDER BY name, id";

    public static int Write(Database database, Node node)
    {
        using var upsert = database.Prepare(Upsert);
        upsert.Bind(node.Id).Bind((long)node.Kind).Bind(node.Name).Bind(node.StartedAt).Bind(node.SeenAt).Bind(node.Revision).Bind(node.InForceAt);
        _ = node.Canary is { } canary ? upsert.Bind((long)canary.Result).Bind(canary.At) : upsert.BindNull().BindNull();
        return upsert.Bind(node.MixupsLost).Bind(node.UsesLost).Bind(node.Problem).Run();
    }

    public static bool Remove(Database database, string id)
    {
        using var delete = database.Prepare("DELETE FROM nodes WHERE id = ?1");
        return delete.Bind(id).Run() > 0;
    }

    public static IReadOnlyList<Node> Read(Database database)
    {
        using var select = database.Prepare(All);
        var nodes = new List<Node>();
        while (select.Step())
        {
            nodes.Add(new Node(
                select.Enum<NodeKind>(1), select.Text(0), select.Text(2), select.Time(3), select.Time(4), select.Int64(5), select.Time(6))
            {
                Canary = select.IsNull(7) ? null : new CanaryRun(select.Enum<CanaryResult>(7), select.Time(8)),
                MixupsLost = select.Int64(9),
                UsesLost = select.Int64(10),
                Problem = select.OptionalText(11),
            });
        }

        return nodes;
    }

    public static int Purge(Database database, DateTimeOffset seenBefore)
    {
        using var delete = database.Prepare("DELETE FROM nodes WHERE seen_at < ?1");
        return delete.Bind(seenBefore).Run();
    }

    /// <summary>Those that were killed.</summary>
    public static int Purge(WriteContext write, PurgeCutoffs cutoffs) => Purge(write.Database, cutoffs.Now - Node.Retention);
}
