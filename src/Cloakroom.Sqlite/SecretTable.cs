namespace Cloakroom.Sqlite;

/// <summary>Secrets that edges share, each protected before it comes here.</summary>
internal static class SecretTable
{
    public static byte[]? Find(Database database, string name)
    {
        using var select = database.Prepare("SELECT value FROM secrets WHERE name = ?1");
        return select.Bind(name).Step() ? select.Blob(0) : null;
    }

    /// <summary>Whether there is any: edges have been started on this store.</summary>
    public static bool Any(Database database)
    {
        using var select = database.Prepare("SELECT 1 FROM secrets LIMIT 1");
        return select.Step();
    }

    public static byte[] Add(Database database, string name, byte[] secret)
    {
        using (var insert = database.Prepare("INSERT INTO secrets VALUES (?1, ?2) ON CONFLICT DO NOTHING"))
        {
            insert.Bind(name).Bind(secret).Run();
        }

        return Find(database, name)!;
    }

    public static int Replace(Database database, string name, byte[] known, byte[] secret)
    {
        using var update = database.Prepare("UPDATE secrets SET value = ?3 WHERE name = ?1 AND value = ?2");
        return update.Bind(name).Bind(known).Bind(secret).Run();
    }
}
