using Cloakroom.Replay.Portal;
using Cloakroom.Replay.Reports;

namespace Cloakroom.Replay.Harness;

/// <summary>One side of one scenario: its servers, its users, its fault and its books. Everything started here is stopped here.</summary>
internal sealed class SideRun : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _started = [];
    private Uri[] _servers = [];
    private readonly ISpectator? _spectator;
    private int _unaffectedFailures;
    private bool _isOpen;

    public SideRun(ReplaySettings settings, Side side, CancellationToken stop)
    {
        Settings = settings;
        Side = side;
        Stop = stop;
        Random = new SeededXorshift(settings.Seed);
        _spectator = side == Side.Cloakroom ? settings.Spectator : null;
        Users = [.. Enumerable.Range(0, settings.Users).Select(_ => NewUser())];
        Visitors = [.. Enumerable.Range(0, Math.Max(1, settings.Users / 10)).Select(_ => NewUser())];
        Truth = new GroundTruth(Users);
        Impact = new ImpactBooks(this);
        foreach (var person in Users.Concat(Visitors)) person.Truth = Truth;
    }

    public ReplaySettings Settings { get; }

    public Side Side { get; }

    public CancellationToken Stop { get; }

    /// <summary>Who only watches on the guarded side; null when that guards. Set by the scenario before anything starts.</summary>
    public Watcher? Watcher { get; set; }

    /// <summary>Whether the application has its stock sessions: without Cloakroom, and behind an edge that watches.</summary>
    public bool HasStockSessions => Side == Side.Stock || Watcher == Harness.Watcher.Edge;

    /// <summary>Whether an edge watches this side.</summary>
    public bool IsWatchedByEdge => Side == Side.Cloakroom && Watcher == Harness.Watcher.Edge;

    public SeededXorshift Random { get; }

    public ReplayClock Clock { get; } = new();

    public FaultSwitch Fault { get; } = new();

    public MixupRecorder Mixups { get; } = new();

    public SharedKeyRing KeyRing { get; } = new();

    /// <summary>They have accounts and sign in.</summary>
    public IReadOnlyList<VirtualUser> Users { get; }

    /// <summary>They never sign in, so no fault of sessions may touch them.</summary>
    public IReadOnlyList<VirtualUser> Visitors { get; }

    public GroundTruth Truth { get; }

    /// <summary>What Cloakroom says about it afterwards.</summary>
    public ImpactBooks Impact { get; }

    /// <summary>Its agreement with the ground truth, taken at the end; null on the stock side.</summary>
    public ImpactFigures? Figures { get; set; }

    /// <summary>How long it took to end what was exposed; null where nothing was.</summary>
    public TimeSpan? Containment { get; set; }

    public int UnaffectedFailures => _unaffectedFailures;

    /// <summary>Starts the application on several servers. Users are sent to all of them in turn until <see cref="PutInFront"/>.</summary>
    public async Task StartPortalAsync(int servers, SessionStack sessions, PortalOptions? options = null)
    {
        for (var i = 0; i < servers; i++)
        {
            var portal = await PortalApp.StartAsync(this, sessions, options ?? new PortalOptions());
            _started.Add(portal);
            _servers = [.. _servers, portal.Address];
        }
    }

    public Uri Portal => _servers[0];

    /// <summary>Where users are sent, in turn.</summary>
    public IReadOnlyList<Uri> Servers => _servers;

    /// <summary>From now on users reach the application through this.</summary>
    public void PutInFront(IAsyncDisposable front, Uri address)
    {
        _started.Add(front);
        _servers = [address];
    }

    /// <summary>Something that ends with this run.</summary>
    public T Owns<T>(T started)
        where T : IAsyncDisposable
    {
        _started.Add(started);
        return started;
    }

    /// <summary>Shows the first server with Cloakroom to whoever looks on.</summary>
    public async Task ShowAsync(IServiceProvider services)
    {
        if (_spectator is null || _isOpen) return;
        _isOpen = true;
        await _spectator.OpenAsync(services, Stop);
    }

    /// <summary>A request that the fault has nothing to do with. It counts when it fails.</summary>
    public void MustWork(bool worked)
    {
        if (!worked) Interlocked.Increment(ref _unaffectedFailures);
    }

    /// <summary>A page of a user whom the fault does not touch, unless it is visibly somebody else's: that is told by the ground truth.</summary>
    public void MustBeOwn(VirtualUser user, Exchange page) => MustWork(user.IsOwnPage(page) || user.SawForeign);

    public async ValueTask DisposeAsync()
    {
        foreach (var person in Users.Concat(Visitors)) person.Dispose();
        foreach (var started in Enumerable.Reverse(_started)) await started.DisposeAsync();
        Mixups.Dispose();
    }

    private VirtualUser NewUser()
    {
        var random = Random.Fork();
        return new VirtualUser(Member.Plant(random), random, Clock, () => _servers[random.Next(_servers.Length)]) { Pause = _spectator?.Pause ?? TimeSpan.Zero };
    }
}
