using Cloakroom.Incidents;
using Cloakroom.Journal;

namespace Cloakroom.Sqlite;

/// <summary>The different owners of an incident's mix-ups: one look-up a mix-up, and a row for each new one.</summary>
internal static class IncidentOwners
{
    private const string Known = "SELECT is_exposed FROM incident_owners WHERE incident = ?1 AND owner = ?2";

    private const string Put = "INSERT INTO incident_owners VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET is_exposed = excluded.is_exposed";

    public static IncidentOwner Note(Database database, string incident, Mixup mixup)
    {
        if (IncidentOwner.KeyOf(mixup) is not { } owner)
        {
            return default;
        }

        var isExposed = mixup.Disposition == MixupDisposition.Exposed;
        bool isNew, isNewlyExposed;
        using (var select = database.Prepare(Known))
        {
            isNew = !select.Bind(incident).Bind(owner).Step();
            isNewlyExposed = isExposed && (isNew || select.Int64(0) == 0);
        }

        if (isNew || isNewlyExposed)
        {
            using var put = database.Prepare(Put);
            put.Bind(incident).Bind(owner).Bind(isExposed ? 1 : 0).Run();
        }

        return new IncidentOwner(isNew, isNewlyExposed);
    }
}
