using Cloakroom.Notices;

namespace Cloakroom.Sqlite;

/// <summary>Who has been told of which incident.</summary>
internal static class NoticeTable
{
    private const string All = "SELECT person, address_tag, token, by, at, told_at FROM notices WHERE incident = ?1 AND grp = ?2 ORDER BY seq";

    // Nobody is told of an incident that is not, or no longer, there.
    private const string Insert = """
        INSERT OR IGNORE INTO notices (incident, grp, seq, person, address_tag, token, by, at)
        SELECT id, ?2, coalesce((SELECT max(seq) FROM notices WHERE incident = ?1 AND grp = ?2), 0) + 1, ?3, ?4, ?5, ?6, ?7 FROM incidents WHERE id = ?1
        """;

    private const string TakeOver = """
        UPDATE OR IGNORE notices SET address_tag = ?4, token = ?5, by = ?6, at = ?7 WHERE incident = ?1 AND grp = ?2 AND person = ?3 AND token = ?8 AND told_at IS NULL
        """;

    private const string Confirm = "UPDATE notices SET told_at = ?5 WHERE incident = ?1 AND grp = ?2 AND person = ?3 AND token = ?4 AND told_at IS NULL";

    private const string GiveBack = "DELETE FROM notices WHERE incident = ?1 AND grp = ?2 AND person = ?3 AND token = ?4 AND told_at IS NULL";

    private const string DeleteOrphans = "DELETE FROM notices WHERE NOT EXISTS (SELECT 1 FROM incidents WHERE id = incident)";

    public static IReadOnlyList<NoticeRecord> Read(Database database, string incident, NoticeGroup group)
    {
        using var select = database.Prepare(All);
        select.Bind(incident).Bind((long)group);
        var records = new List<NoticeRecord>();
        while (select.Step())
        {
            records.Add(new NoticeRecord(select.Text(0), select.Text(1), select.Text(2), select.Text(3), select.Time(4), select.OptionalTime(5)));
        }

        return records;
    }

    public static IReadOnlyList<string> Claim(
        Database database, string incident, NoticeGroup group, IReadOnlyList<NoticeClaim> claims, string token, string by, DateTimeOffset at)
    {
        var claimed = new List<string>();
        foreach (var claim in claims)
        {
            using var write = database.Prepare(claim.Instead is null ? Insert : TakeOver);
            write.Bind(incident).Bind((long)group).Bind(claim.Person).Bind(claim.AddressTag).Bind(token).Bind(by).Bind(at);
            if (claim.Instead is { } instead)
            {
                write.Bind(instead);
            }

            if (write.Run() > 0)
            {
                claimed.Add(claim.Person);
            }
        }

        return claimed;
    }

    public static int Settle(Database database, string incident, NoticeGroup group, IReadOnlyList<string> people, string token, DateTimeOffset? toldAt)
    {
        var count = 0;
        foreach (var person in people)
        {
            using var write = database.Prepare(toldAt is null ? GiveBack : Confirm);
            write.Bind(incident).Bind((long)group).Bind(person).Bind(token);
            count += (toldAt is { } at ? write.Bind(at) : write).Run();
        }

        return count;
    }

    /// <summary>Those of incidents that are gone.</summary>
    public static void Purge(Database database)
    {
        using var delete = database.Prepare(DeleteOrphans);
        delete.Run();
    }
}
