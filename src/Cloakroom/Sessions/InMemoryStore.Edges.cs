using System.Runtime.InteropServices;
using Cloakroom.Control;
using Cloakroom.Edges;
using Cloakroom.Journal;
using Cloakroom.Operations;

namespace Cloakroom.Sessions;

/// <summary>What edges share, for one edge that is tried out.</summary>
internal sealed partial class InMemoryStore : IEdgeStore
{
    /// <summary>Past so many values the one that was noted first is forgotten, so that an edge that is tried out for long does not grow.</summary>
    internal const int MaxIssued = 1_000_000;

    private readonly Dictionary<UInt128, Issued> _issued = [];
    private readonly Queue<UInt128> _issuedOrder = [];
    private readonly Dictionary<UInt128, long> _tagEpochs = [];
    private readonly HashSet<long> _edgeRevisions = [0];
    private readonly Dictionary<string, byte[]> _secrets = new(StringComparer.Ordinal);
    private long _claimsVersion;
    private long _edgeRevision;
    private long _edgeAllEpoch;

    public long ClaimsVersion => Interlocked.Read(ref _claimsVersion);

    public ValueTask<UInt128> TryIssueAsync(Issue issue, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var binding = TryIssue(issue);
            if (issue.IsClaim)
            {
                Interlocked.Increment(ref _claimsVersion);
            }

            return binding;
        }, cancellationToken);

    public ValueTask<IssuedValue?> FindIssuedAsync(UInt128 value, CancellationToken cancellationToken) =>
        Locked<IssuedValue?>(() => _issued.TryGetValue(value, out var issued) ? new IssuedValue(issued.Binding, issued.SeenAt) : null, cancellationToken);

    public ValueTask<long> CountIssuedAsync(CancellationToken cancellationToken) => Locked(() => (long)_issued.Count, cancellationToken);

    public ValueTask<EdgeSnapshot> ReadEdgeControlAsync(long knownRevision, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var continues = _edgeRevisions.Contains(knownRevision);
            var after = continues ? knownRevision : 0;
            IReadOnlyCollection<TagEpoch> epochs = after == _edgeRevision
                ? []
                : [.. _tagEpochs.Where(epoch => epoch.Value > after).Select(epoch => new TagEpoch(epoch.Key, epoch.Value))];
            return new EdgeSnapshot(_edgeRevision, _mode, _edgeAllEpoch, epochs, continues) { Pass = _pass };
        }, cancellationToken);

    public ValueTask<bool> HasEndedAsync(IReadOnlyCollection<UInt128> tags, long since, CancellationToken cancellationToken) =>
        Locked(() => _edgeAllEpoch > since || tags.Any(tag => _tagEpochs.GetValueOrDefault(tag) > since), cancellationToken);

    public ValueTask<long> RevokeTagsAsync(IReadOnlyCollection<UInt128> tags, ControlEntry entry, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            _history.Add(entry);
            EndTags(tags, entry.At);
            return _edgeRevision;
        }, cancellationToken);

    public ValueTask<long> RestoreEdgeControlAsync(EdgeSnapshot lost, ControlEntry entry, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            if (lost.Mode.Since > _mode.Since)
            {
                _mode = lost.Mode;
                Announce(ControlChangeKind.Mode);
            }

            _edgeRevision = Math.Max(_edgeRevision, lost.Revision);
            _edgeAllEpoch = Math.Max(_edgeAllEpoch, lost.AllEpoch);
            foreach (var epoch in lost.Epochs)
            {
                _tagEpochs[epoch.Tag] = Math.Max(_tagEpochs.GetValueOrDefault(epoch.Tag), epoch.Revision);
            }

            _history.Add(entry);
            AdvanceEdges(entry.At);
            return _edgeRevision;
        }, cancellationToken);

    public ValueTask<bool> HasSessionsAsync(CancellationToken cancellationToken) => Locked(() => _records.All.Any(record => record.Subject is not null), cancellationToken);

    public ValueTask<byte[]> AddSecretAsync(string name, byte[] secret, CancellationToken cancellationToken) =>
        Locked<byte[]>(() =>
        {
            _secrets.TryAdd(name, [.. secret]);
            return [.. _secrets[name]];
        }, cancellationToken);

    public ValueTask<byte[]?> ReadSecretAsync(string name, CancellationToken cancellationToken) =>
        Locked<byte[]?>(() => _secrets.TryGetValue(name, out var secret) ? [.. secret] : null, cancellationToken);

    public async ValueTask ReplaceSecretAsync(string name, byte[] known, byte[] secret, CancellationToken cancellationToken) =>
        await Locked(() =>
        {
            var isKnown = _secrets.TryGetValue(name, out var stored) && stored.AsSpan().SequenceEqual(known);
            if (isKnown) _secrets[name] = [.. secret];
            return isKnown;
        }, cancellationToken);

    public ValueTask<IReadOnlyList<Mixup>> ReadNewestMixupsAsync(int max, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<Mixup>>(
            () => [.. Enumerable.Reverse(_mixups).OrderByDescending(mixup => mixup.At).Take(max)], cancellationToken);

    public ValueTask<int> PurgeEdgesAsync(EdgeCutoffs cutoffs, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var unseen = _issued.Where(issued => issued.Value.SeenAt < cutoffs.IssuedBefore).Select(issued => issued.Key).ToList();
            unseen.ForEach(value => _issued.Remove(value));
            var before = cutoffs.EpochsBefore.ToUnixTimeMilliseconds();
            var old = _tagEpochs.Where(epoch => epoch.Value < before).ToList();
            foreach (var (tag, revision) in old)
            {
                _edgeAllEpoch = Math.Max(_edgeAllEpoch, revision);
                _tagEpochs.Remove(tag);
            }

            return unseen.Count + old.Count + PurgeNodes(cutoffs.NodesBefore);
        }, cancellationToken);

    private UInt128 TryIssue(Issue issue)
    {
        ref var issued = ref CollectionsMarshal.GetValueRefOrAddDefault(_issued, issue.Value, out var exists);
        if (!exists)
        {
            issued = new Issued(issue.Binding, issue.Replaced, issue.At);
            _issuedOrder.Enqueue(issue.Value);
            if (issue.Binding != Issue.Nobody && !issue.IsClaim)
            {
                Count(new MinuteTotals(Use.MinuteOf(issue.At), 0, 0, 0, Issued: 1));
            }

            ForgetFirstIssued();
            return issue.Binding;
        }

        if (issued.Binding == issue.Binding)
        {
            if (Issue.IsTouchDue(issued.SeenAt, issue.At))
            {
                issued = new Issued(issue.Binding, null, issue.At);
            }
        }
        else if (issued.Binding == issue.Previous)
        {
            issued = new Issued(issue.Binding, issue.Replaced, issue.At);
        }
        else if (issue.IsParallelTo(issued.Replaced, issued.SeenAt))
        {
            issued = issued with { Binding = issue.Binding };
        }

        return issued.Binding;
    }

    private void EndTags(IReadOnlyCollection<UInt128> tags, DateTimeOffset at)
    {
        AdvanceEdges(at);
        foreach (var tag in Issue.WithSuccessors(tags, RenewalsSince(at - Issue.RaceWindow)))
        {
            _tagEpochs[tag] = _edgeRevision;
        }
    }

    private IEnumerable<(UInt128 Replaced, UInt128 Binding)> RenewalsSince(DateTimeOffset at) =>
        _issued.Values.Where(issued => issued.Replaced is not null && issued.SeenAt >= at).Select(issued => (issued.Replaced!.Value, issued.Binding));

    // The order also holds what a purge has removed already.
    private void ForgetFirstIssued()
    {
        while (_issuedOrder.Count > MaxIssued)
        {
            _issued.Remove(_issuedOrder.Dequeue());
        }
    }

    /// <summary>A change that edges must hear of.</summary>
    private void AdvanceEdges(DateTimeOffset at)
    {
        _edgeRevision = Math.Max(_edgeRevision + 1, at.ToUnixTimeMilliseconds());
        _edgeRevisions.Add(_edgeRevision);
    }

    private readonly record struct Issued(UInt128 Binding, UInt128? Replaced, DateTimeOffset SeenAt);
}
