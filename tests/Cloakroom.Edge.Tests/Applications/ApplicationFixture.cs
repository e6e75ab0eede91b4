using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;

namespace Cloakroom.Edge.Tests.Applications;

/// <summary>One application, started for the tests of one class. Each test takes members of its own, so that they do not meet.</summary>
public abstract class ApplicationFixture : IAsyncLifetime
{
    private const int MemberCount = 64;

    private readonly Queue<Member> _members;
    private readonly AssetFolder _assets = new(rounds: 1, count: 1);
    private ApplicationServer? _server;

    private protected ApplicationFixture(ApplicationKind kind)
    {
        Kind = kind;
        var random = new SeededXorshift((long)kind);
        _members = new Queue<Member>(Enumerable.Range(0, MemberCount).Select(_ => Member.Plant(random)));
    }

    public static string Asset => AssetFolder.Chunk(0, 0);

    internal ApplicationKind Kind { get; }

    /// <summary>Skips the test on a person's machine that lacks what the application needs; fails it in CI.</summary>
    internal ApplicationServer Server
    {
        get
        {
            if (Prerequisites.WhyUnavailable(Kind) is { } missing && Environment.GetEnvironmentVariable("CI") != "true") Assert.Skip(missing);
            return _server ?? throw new InvalidOperationException(Prerequisites.WhyUnavailable(Kind) ?? "The application did not start.");
        }
    }

    internal Member NextMember()
    {
        lock (_members) return _members.Dequeue();
    }

    public async ValueTask InitializeAsync()
    {
        if (Prerequisites.WhyUnavailable(Kind) is null)
            _server = await ApplicationServer.StartAsync(Kind, _members.ToArray(), _assets, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        await _assets.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
