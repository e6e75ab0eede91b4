using BenchmarkDotNet.Attributes;
using Cloakroom.Http;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Bench.Pieces;

/// <summary>What a request does with its session, piece by piece.</summary>
[MemoryDiagnoser]
public class SessionBenchmarks
{
    private DirectoryInfo? _directory;
    private Engine? _near;
    private Engine? _memory;
    private Engine? _sqlite;
    private SecretPair _nearSecrets;
    private SecretPair _memorySecrets;
    private SecretPair _sqliteSecrets;
    private SessionRecord? _record;
    private byte[] _content = [];
    private DefaultHttpContext? _context;

    // BenchmarkDotNet's in-process toolchain does not wait for asynchronous set-ups.
    [GlobalSetup]
    public void Start() => StartAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Stop() => StopAsync().GetAwaiter().GetResult();

    private async Task StartAsync()
    {
        _directory = Directory.CreateTempSubdirectory("cloakroom-bench-pieces-");
        _near = await Engine.StartAsync();
        _memory = await Engine.StartAsync(configure: options => options.NearCache.Enabled = false);
        _sqlite = await Engine.StartAsync(Path.Combine(_directory.FullName, "sessions.db"), options => options.NearCache.Enabled = false);
        _nearSecrets = (await _near.Writer.CreateAsync(Engine.Draft(1), CancellationToken.None)).Secrets;
        _memorySecrets = (await _memory.Writer.CreateAsync(Engine.Draft(1), CancellationToken.None)).Secrets;
        _sqliteSecrets = (await _sqlite.Writer.CreateAsync(Engine.Draft(1), CancellationToken.None)).Secrets;
        _record = (await _memory.Store.ReadAsync(_memorySecrets.TokenKey, CancellationToken.None))!.Record;
        _content = new SessionContent(Engine.Draft(1).Ticket, SessionDataSet.Empty).Serialize(int.MaxValue);
        _context = new DefaultHttpContext();
        _context.Request.Headers.Cookie =
            $"theme=dark; _ga=GA1.1.1234567890.1712345678; __Host-cloakroom={_nearSecrets.Token.Encode()}; __Host-cloakroom-binding={_nearSecrets.Binding.Encode()}";
    }

    [Benchmark]
    public bool ReadCookies() => _near!.Cookies.Read(_context!, out _).HasFlag(BroughtHalves.Binding);

    [Benchmark]
    public int HashOfBothHalves() => _nearSecrets.CacheKey.GetHashCode();

    [Benchmark]
    public bool NearCacheHit() => _near!.Opener.TryOpenCached(_nearSecrets, ModePass.None, out _);

    [Benchmark]
    public string? PrincipalOfHit() =>
        _near!.Opener.TryOpenCached(_nearSecrets, ModePass.None, out var session) ? session.CreatePrincipal()!.Identity!.Name : null;

    [Benchmark]
    public bool OpenSealedRecord() => _memory!.Seal.Open(_record!, _memorySecrets, out _, out _) == SealStatus.Opened;

    [Benchmark]
    public bool ReadContent() => SessionContent.Deserialize(_content).Ticket is not null;

    [Benchmark]
    public long SealNewRecord() => _memory!.Seal.SealNew(_record!, _memorySecrets, _content).Record.Generation;

    [Benchmark]
    public async Task<bool> MissInMemory() =>
        (await _memory!.Opener.OpenAsync(_memorySecrets, hasBinding: true, ModePass.None, "/me", CancellationToken.None)).Outcome == SessionOutcome.Valid;

    [Benchmark]
    public async Task<bool> MissInSqlite() =>
        (await _sqlite!.Opener.OpenAsync(_sqliteSecrets, hasBinding: true, ModePass.None, "/me", CancellationToken.None)).Outcome == SessionOutcome.Valid;

    private async Task StopAsync()
    {
        await _near!.DisposeAsync();
        await _memory!.DisposeAsync();
        await _sqlite!.DisposeAsync();
        _directory!.Delete(recursive: true);
    }
}
