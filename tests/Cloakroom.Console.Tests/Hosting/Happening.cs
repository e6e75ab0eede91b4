using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Console.Tests.Hosting;

/// <summary>Things that happen, written as the journal writes them.</summary>
internal static class Happening
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static string IdOf(int number) => PublicId.OfBits((UInt128)(ulong)(number + 1) * new UInt128(0x9E3779B97F4A7C15, 0xF39CC0605CEDC835));

    public static MixupParty Person(string name) => new(name, IdOf(name.Aggregate(17, (hash, letter) => (hash * 31 + letter) & 0xffffff)));

    public static async Task<string> MixupAsync(
        this ICloakroomStore store,
        string owner,
        string presenter,
        DateTimeOffset? at = null,
        MixupDisposition disposition = MixupDisposition.Blocked,
        MixupKind kind = MixupKind.ForeignBinding,
        string route = "/orders/{id}")
    {
        var mixup = new Mixup
        {
            Id = PublicId.Create(),
            Kind = kind,
            At = (at ?? TimeProvider.System.GetUtcNow()).TruncateToMilliseconds(),
            Disposition = disposition,
            Owner = Person(owner),
            Presenter = Person(presenter),
            Route = route,
            TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
            Node = "web-1",
            Detail = "the token is another session's than the binding",
        };
        await store.AppendMixupAsync(mixup, Ct);
        return mixup.Id;
    }

    /// <summary>Requests that were served as somebody else.</summary>
    public static ValueTask ExposedAsync(this ICloakroomStore store, string owner, string presenter, DateTimeOffset at, int count, int unsafeCount = 0)
    {
        var key = new UseKey(PublicId.BitsOf(Person(owner).SessionId), PublicId.BitsOf(Person(presenter).SessionId), UseRoute.Dynamic, IsForeign: true);
        return store.AppendUsesAsync((UInt128)PublicId.BitsOf(PublicId.Create()), [new Use(key, at, at.AddSeconds(20), count, unsafeCount, [])], Ct);
    }

    /// <summary>An hour of ordinary use.</summary>
    public static async Task OrdinaryHourAsync(this ICloakroomStore store, DateTimeOffset now)
    {
        var uses = new List<Use>();
        for (var minute = 60; minute >= 0; minute--)
        {
            var at = now.AddMinutes(-minute);
            var many = 900 + (int)(260 * Math.Sin(minute / 9.0)) + minute * 37 % 120;
            uses.Add(new Use(new UseKey(PublicId.BitsOf(IdOf(1)), PublicId.BitsOf(IdOf(1)), UseRoute.Dynamic, IsForeign: false), at.TruncateToMilliseconds(), at.TruncateToMilliseconds(), many, many / 8, []));
            for (var signIn = 0; signIn < 4 + minute * 13 % 9; signIn++)
                await store.CreateAsync(RecordOf($"visitor-{minute}-{signIn}", at), SessionCreation.Plain, Ct);
        }

        await store.AppendUsesAsync(PublicId.BitsOf(PublicId.Create()), uses, Ct);
    }

    public static ValueTask EdgeAsync(this ICloakroomStore store, string name, DateTimeOffset now) =>
        store.WriteNodeAsync(new Node(NodeKind.Edge, PublicId.Create(), name, now.AddHours(-7), now, long.MaxValue, now), Ct);

    /// <summary>A record that nobody can open, for whoever only counts and lists.</summary>
    public static SessionRecord RecordOf(string subject, DateTimeOffset at) => new()
    {
        Key = RecordKey.Of(Random()),
        BindingKey = RecordKey.Of(Random()),
        Id = PublicId.Create(),
        Subject = subject,
        ClientLabel = "Firefox on Windows",
        CreatedAt = at.TruncateToMilliseconds(),
        AuthenticatedAt = at.TruncateToMilliseconds(),
        LastSeenAt = at.TruncateToMilliseconds(),
        ExpiresAt = at.AddHours(12).TruncateToMilliseconds(),
        IdleTimeout = TimeSpan.FromHours(1),
        ServerKey = Random(),
        Payload = Random(),
        Mac = Random(),
    };

    private static byte[] Random() => System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
}
