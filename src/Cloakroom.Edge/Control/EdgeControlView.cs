using System.Collections.Frozen;
using Cloakroom.Control;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edges;

namespace Cloakroom.Edge.Control;

/// <summary>Mode and epochs as last heard of; a request looks at one view from beginning to end.</summary>
/// <param name="Mode">The mode, with who, why and when.</param>
/// <param name="Revision">Up to which change of control this view knows. What is sealed notes it; a later epoch ends what was sealed before.</param>
/// <param name="AllEpoch">The revision at which everything was ended last; 0 for never.</param>
/// <param name="Epochs">By tag of a binding or a session value: the revision at which it was ended.</param>
internal sealed record EdgeControlView(ModeState Mode, long Revision, long AllEpoch, FrozenDictionary<Tag, long> Epochs)
{
    /// <summary>Whom the mode does not concern for the moment; null for nobody.</summary>
    public VerifyPass? Pass { get; init; }

    /// <summary>How long the end of a single tag is kept by itself: as long as browsers keep a cookie (RFC 6265bis section 5.5).</summary>
    public static TimeSpan EpochRetention { get; } = TimeSpan.FromDays(400);

    public static EdgeControlView Initial { get; } = new(ModeState.Initial, 0, 0, FrozenDictionary<Tag, long>.Empty);

    /// <summary>Whether something that was sealed under an earlier view has been ended since.</summary>
    public bool IsRevoked(long sealedRevision, Tag binding, Tag value) =>
        sealedRevision < AllEpoch
        || (Epochs.Count > 0
            && ((Epochs.TryGetValue(binding, out var ended) && sealedRevision < ended) || (Epochs.TryGetValue(value, out ended) && sealedRevision < ended)));

    /// <summary>This view with what the store tells. What has ended stays ended, whatever the store says; a store that lost something has an older mode, too.</summary>
    /// <returns>This very view when there is nothing new.</returns>
    public EdgeControlView After(EdgeSnapshot snapshot, DateTimeOffset now)
    {
        var mode = snapshot.IsContinuation || snapshot.Mode.Since > Mode.Since ? snapshot.Mode : Mode;
        var revision = Math.Max(Revision, snapshot.Revision);
        var allEpoch = Math.Max(AllEpoch, snapshot.AllEpoch);
        if (mode == Mode && revision == Revision && allEpoch == AllEpoch && snapshot.Epochs.Count == 0 && snapshot.Pass == Pass) return this;
        if (allEpoch == AllEpoch && snapshot.Epochs.Count == 0) return this with { Mode = mode, Revision = revision, Pass = snapshot.Pass };

        var epochs = new Dictionary<Tag, long>(Epochs);
        foreach (var (bits, ended) in snapshot.Epochs)
        {
            var tag = Tag.OfBits(bits);
            epochs[tag] = Math.Max(epochs.GetValueOrDefault(tag), ended);
        }

        // Revisions are not smaller than times in milliseconds. An end that is older than any cookie goes into the end of everything, so that
        // even a cookie that somebody has kept for longer does not open again.
        var oldest = (now - EpochRetention).ToUnixTimeMilliseconds();
        allEpoch = epochs.Values.Where(ended => ended < oldest).Append(allEpoch).Max();
        return new EdgeControlView(mode, revision, allEpoch, epochs.Where(epoch => epoch.Value > allEpoch).ToFrozenDictionary()) { Pass = snapshot.Pass };
    }
}
