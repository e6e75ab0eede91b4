using System.Collections.Concurrent;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edges;

namespace Cloakroom.Edge.Guard;

/// <summary>Which bindings have just replaced which, so that requests that a browser makes at once are not taken for two browsers.</summary>
internal sealed class Renewals(TimeProvider time)
{
    private const int Capacity = 100_000;

    private readonly ConcurrentDictionary<Tag, (Tag Predecessor, long At)> _predecessors = new();

    public void Add(Tag binding, Tag predecessor)
    {
        if (_predecessors.Count >= Capacity)
            _predecessors.Clear();
        _predecessors[binding] = (predecessor, time.GetTimestamp());
    }

    public Tag? PredecessorOf(Tag binding) =>
        _predecessors.TryGetValue(binding, out var renewal) && time.GetElapsedTime(renewal.At) <= Issue.RaceWindow ? renewal.Predecessor : null;
}
