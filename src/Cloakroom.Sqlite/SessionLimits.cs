namespace Cloakroom.Sqlite;

/// <summary>Which sessions count towards a subject's limit: live, unexpired, not ended by an epoch.</summary>
internal static class SessionLimits
{
    private const string InUse = $"""
        SELECT id FROM sessions
        WHERE subject = ?1 AND status = 0 AND expires_at > ?2 AND ?2 - last_seen_at < idle_timeout AND id IS NOT ?3
          AND (epoch_all, epoch_tenant, epoch_subject) = ({SessionReads.EpochsInForce})
        ORDER BY created_at DESC, seq DESC
        """;

    /// <summary>The public ids, newest first.</summary>
    public static List<string> FindInUse(Database database, string subject, DateTimeOffset now, string? except)
    {
        using var select = database.Prepare(InUse);
        select.Bind(subject).Bind(now).Bind(except);
        var ids = new List<string>();
        while (select.Step())
        {
            ids.Add(select.Text(0));
        }

        return ids;
    }
}
