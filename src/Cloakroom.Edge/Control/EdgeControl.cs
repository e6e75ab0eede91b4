using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Cloakroom.Control;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edges;
using Cloakroom.Hosting;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Control;

/// <summary>Looks at the store four times a second and publishes what is in force as one immutable view (invariant I8).</summary>
/// <remarks>
/// <para>
/// Why a revocation leaves no gap. A revocation gets a revision R that is greater than every earlier one, and a view holds it together with
/// <c>Revision</c> ≥ R or not at all. What is sealed notes the revision of the view with which its request began. So whatever was sealed, or
/// is yet to be sealed by a request that began, before this edge knew of R notes less than R, on this edge or another, and ends wherever R is
/// in force. What notes R or more was sealed for a request that began with R in force, whose own cookies had to pass it.
/// A seal that would name another binding or value than its request came with is made only after the store has said that those have not ended.
/// </para>
/// <para>
/// Nothing that this edge knows to have ended lives again: while the store cannot be read the last view stays, and when a store turns out
/// to be another one, or an earlier state of it, what it has lost stays in force here and is put back.
/// </para>
/// </remarks>
internal sealed class EdgeControl(
    IEdgeStore store, StoreCalls calls, EdgeIdentity identity, ControlMetrics metrics, TimeProvider time, ILogger<EdgeControl> logger)
    : BackgroundService, IEdgeControl
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentQueue<PendingEnd> _pendingEnds = new();
    private PublishedView _published = new(EdgeControlView.Initial, DateTimeOffset.UnixEpoch);
    private DateTimeOffset _confirmedAt;
    private StrongBox<DateTimeOffset>? _staleSince;
    private long _knownRevision;
    private bool _hasToldLoss;

    /// <summary>After another view was published, and therefore is in force.</summary>
    public event Action? Changed;

    public EdgeControlView View => Published.View;

    /// <summary>The view, and since when it is in force.</summary>
    public PublishedView Published => Volatile.Read(ref _published);

    /// <summary>When the store was last read, if the latest attempt failed; null while the view is up to date.</summary>
    public DateTimeOffset? StaleSince => Volatile.Read(ref _staleSince)?.Value;

    /// <summary>The first look must succeed: an edge that does not know what has ended must not serve.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Observe(this);
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public async Task<bool> HasEndedAsync(IReadOnlyCollection<Tag> tags, long since, CancellationToken cancellationToken)
    {
        var view = View;
        if (tags.Any(tag => view.IsRevoked(since, tag, tag)))
            return true;
        if (StaleSince is not null)
            return false;
        try
        {
            return await calls.ReadAsync("has-ended", token => store.HasEndedAsync([.. tags.Select(tag => tag.Bits)], since, token), cancellationToken);
        }
        catch (CloakroomException)
        {
            // Logged by the call. The next look finds the store down, or it was this call alone.
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    public async Task EndAsync(Tag tag, string why)
    {
        var end = new PendingEnd(tag, new ControlEntry(time.GetUtcNow().TruncateToMilliseconds(), "revoke", identity.Name, why));
        if (await TryEndAsync(end) is not { } failure) return;
        Log.NotEnded(logger, tag.ToString(), failure);
        _pendingEnds.Enqueue(end);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await EndPendingAsync();
    }

    /// <summary>Looks now. Not to be called while the service runs.</summary>
    /// <exception cref="CloakroomException">The store cannot be read; the last view stays in force.</exception>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var snapshot = await ReadAsync(cancellationToken);
        if (!snapshot.IsContinuation)
        {
            Publish(snapshot);
            await PutBackAsync(snapshot, cancellationToken);
            snapshot = await ReadAsync(cancellationToken);
        }

        Publish(snapshot);
        _knownRevision = snapshot.Revision;
        _hasToldLoss = false;
        _confirmedAt = asked;
        if (Interlocked.Exchange(ref _staleSince, null) is not null) Log.ControlRecovered(logger);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(
        time,
        Interval,
        async token =>
        {
            await TryLookAsync(token);
            if (StaleSince is null) await EndPendingAsync();
        },
        stoppingToken);

    /// <summary>What could not be ended when it should have been is, as soon as the store can be written.</summary>
    internal async Task EndPendingAsync()
    {
        while (_pendingEnds.TryPeek(out var end) && await TryEndAsync(end) is null) _pendingEnds.TryDequeue(out _);
    }

    /// <returns>Why it could not be; null when it was.</returns>
    private async Task<CloakroomException?> TryEndAsync(PendingEnd end)
    {
        try
        {
            await calls.WriteAsync("revoke-tags", token => store.RevokeTagsAsync([end.Tag.Bits], end.Entry, token), CancellationToken.None);
            return null;
        }
        catch (CloakroomException e)
        {
            return e;
        }
    }

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(cancellationToken);
        }
        catch (CloakroomException e) when (!cancellationToken.IsCancellationRequested)
        {
            if (Interlocked.CompareExchange(ref _staleSince, new(_confirmedAt), null) is null) Log.ControlStale(logger, View.Mode.Mode, e);
        }
    }

    private Task<EdgeSnapshot> ReadAsync(CancellationToken cancellationToken) =>
        calls.ReadAsync("read-edge-control", token => store.ReadEdgeControlAsync(_knownRevision, token), cancellationToken);

    /// <summary>Gives the store what it has lost, so that edges that start later know it too.</summary>
    private async Task PutBackAsync(EdgeSnapshot found, CancellationToken cancellationToken)
    {
        if (!_hasToldLoss)
        {
            _hasToldLoss = true;
            Log.StoreLostHistory(logger, _knownRevision, found.Revision);
        }

        var view = View;
        var lost = new EdgeSnapshot(
            view.Revision, view.Mode, view.AllEpoch, [.. view.Epochs.Select(epoch => new TagEpoch(epoch.Key.Bits, epoch.Value))], IsContinuation: true);
        var entry = new ControlEntry(
            time.GetUtcNow().TruncateToMilliseconds(), "restore", identity.Name, $"the store had lost what this edge knew (revision {_knownRevision})");
        await calls.WriteAsync("restore-edge-control", token => store.RestoreEdgeControlAsync(lost, entry, token), cancellationToken);

        // From the beginning: others may have changed something between the look and now.
        _knownRevision = 0;
    }

    private void Publish(EdgeSnapshot snapshot)
    {
        var view = View;
        var next = view.After(snapshot, time.GetUtcNow());
        if (next == view) return;
        Volatile.Write(ref _published, new PublishedView(next, time.GetUtcNow()));
        if (next.Mode != view.Mode) Log.ModeChanged(logger, next.Mode.Mode, next.Mode.By, next.Mode.Why);
        if (next.AllEpoch != view.AllEpoch || next.Epochs != view.Epochs) Log.Ended(logger, next.Revision, next.Epochs.Count);
        Changed?.Invoke();
    }

    /// <param name="Tag">Whose or which.</param>
    /// <param name="Entry">For the audit trail.</param>
    private sealed record PendingEnd(Tag Tag, ControlEntry Entry);

    /// <param name="View">What is in force.</param>
    /// <param name="At">Since when.</param>
    internal sealed record PublishedView(EdgeControlView View, DateTimeOffset At);
}
