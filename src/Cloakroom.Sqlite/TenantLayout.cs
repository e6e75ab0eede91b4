namespace Cloakroom.Sqlite;

/// <summary>Whose tenants the parties of a mix-up are of. Not known of mix-ups of before.</summary>
internal static class TenantLayout
{
    public const string Sql = """
        ALTER TABLE mixups ADD COLUMN owner_tenant TEXT;
        ALTER TABLE mixups ADD COLUMN presenter_tenant TEXT;
        """;
}
