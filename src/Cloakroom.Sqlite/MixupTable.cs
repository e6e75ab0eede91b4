using Cloakroom.Journal;

namespace Cloakroom.Sqlite;

/// <summary>Mix-ups, once each.</summary>
internal static class MixupTable
{
    private const string Columns = """
        id, kind, at, disposition, owner_subject, owner_session, presenter_subject, presenter_session, route, trace_id, node, detail, owner_tenant, presenter_tenant
        """;

    private const int SeqColumn = 14;

    private const string Insert = $"INSERT INTO mixups ({Columns}, incident) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private const string Since = $"SELECT {Columns} FROM mixups WHERE at >= ?1 ORDER BY at, seq LIMIT ?2";

    private const string Newest = $"SELECT {Columns} FROM mixups ORDER BY at DESC, seq DESC LIMIT ?1";

    private const string OfIncident = $"SELECT {Columns} FROM mixups WHERE incident = ?1 ORDER BY at, seq LIMIT ?2";

    private const string OfIncidentAfter = $"SELECT {Columns}, seq FROM mixups INDEXED BY mixups_incident_seq WHERE incident = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3";

    private const string WithoutIncident = $"SELECT {Columns} FROM mixups WHERE incident IS NULL AND at BETWEEN ?1 AND ?2 ORDER BY at, seq";

    public static MixupPlace Append(WriteContext write, Mixup mixup)
    {
        using (var known = write.Database.Prepare("SELECT incident FROM mixups WHERE id = ?1"))
        {
            if (known.Bind(mixup.Id).Step())
            {
                return PlaceOf(mixup, known.OptionalText(0));
            }
        }

        var incident = IncidentTable.Assign(write.Database, mixup);
        using var insert = write.Database.Prepare(Insert);
        insert
            .Bind(mixup.Id).Bind((long)mixup.Kind).Bind(mixup.At).Bind((long)mixup.Disposition)
            .Bind(mixup.Owner.Subject).Bind(mixup.Owner.SessionId).Bind(mixup.Presenter.Subject).Bind(mixup.Presenter.SessionId)
            .Bind(mixup.Route).Bind(mixup.TraceId).Bind(mixup.Node).Bind(mixup.Detail)
            .Bind(mixup.Owner.Tenant).Bind(mixup.Presenter.Tenant).Bind(incident)
            .Run();
        return PlaceOf(mixup, incident);
    }

    public static IReadOnlyList<Mixup> Read(Database database, DateTimeOffset since, int max)
    {
        using var select = database.Prepare(Since);
        return ReadAll(select.Bind(since).Bind(max));
    }

    public static IReadOnlyList<Mixup> ReadNewest(Database database, int max)
    {
        using var select = database.Prepare(Newest);
        return ReadAll(select.Bind(max));
    }

    public static IReadOnlyList<Mixup> ReadOfIncident(Database database, string incident, int max)
    {
        using var select = database.Prepare(OfIncident);
        return ReadAll(select.Bind(incident).Bind(max));
    }

    /// <summary>In the order in which they came.</summary>
    /// <returns>The last one's place in that order, and the mix-ups.</returns>
    public static (long Last, IReadOnlyList<Mixup> Mixups) ReadOfIncidentAfter(Database database, string incident, long after, int max)
    {
        using var select = database.Prepare(OfIncidentAfter);
        select.Bind(incident).Bind(after).Bind(max);
        var last = after;
        var mixups = ReadAll(select, row => last = row.Int64(SeqColumn));
        return (last, mixups);
    }

    public static Mixup? Find(Database database, string id)
    {
        using var select = database.Prepare($"SELECT {Columns} FROM mixups WHERE id = ?1");
        return ReadAll(select.Bind(id)).SingleOrDefault();
    }

    /// <summary>Mix-ups from before there were incidents.</summary>
    public static IReadOnlyList<Mixup> ReadWithoutIncident(Database database, DateTimeOffset from, DateTimeOffset to)
    {
        using var select = database.Prepare(WithoutIncident);
        return ReadAll(select.Bind(from).Bind(to));
    }

    public static void Give(Database database, Mixup mixup, string incident)
    {
        using var update = database.Prepare("UPDATE mixups SET incident = ?2 WHERE id = ?1");
        update.Bind(mixup.Id).Bind(incident).Run();
    }

    private static MixupPlace PlaceOf(Mixup mixup, string? incident) => new(incident, incident == mixup.Id);

    private static List<Mixup> ReadAll(Statement select, Action<Statement>? each = null)
    {
        var mixups = new List<Mixup>();
        while (select.Step())
        {
            each?.Invoke(select);
            mixups.Add(new Mixup
            {
                Id = select.Text(0),
                Kind = select.Enum<MixupKind>(1),
                At = select.Time(2),
                Disposition = select.Enum<MixupDisposition>(3),
                Owner = new MixupParty(select.OptionalText(4), select.OptionalText(5)) { Tenant = select.OptionalText(12) },
                Presenter = new MixupParty(select.OptionalText(6), select.OptionalText(7)) { Tenant = select.OptionalText(13) },
                Route = select.Text(8),
                TraceId = select.Text(9),
                Node = select.Text(10),
                Detail = select.Text(11),
            });
        }

        return mixups;
    }
}
