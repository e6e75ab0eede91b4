using System.Collections.Concurrent;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary>Holds the responses to a path, before their headers and again in their bodies, until it is told to let them go; knows whose requests have come.</summary>
internal sealed class OriginGate
{
    private readonly ConcurrentDictionary<(string Person, GatePlace Place), Barrier> _barriers = new();
    private readonly ConcurrentDictionary<GatePlace, bool> _open = new();

    /// <summary>Whether this one's request for the path has reached the application.</summary>
    public bool HasArrived(Person person) => At(person.Id, GatePlace.BeforeHeaders).Reached.Task.IsCompleted;

    /// <summary>This one's response has got as far as this.</summary>
    public Task ReachedAsync(Person person, GatePlace place, CancellationToken cancellationToken) => At(person.Id, place).Reached.Task.WaitAsync(cancellationToken);

    /// <summary>Lets one person's response go on.</summary>
    public void Release(Person person, GatePlace place) => At(person.Id, place).Released.TrySetResult();

    /// <summary>Lets everybody's go on, and those of who is still to come.</summary>
    public void Release(GatePlace place)
    {
        _open[place] = true;
        foreach (var (key, barrier) in _barriers)
        {
            if (key.Place == place) barrier.Released.TrySetResult();
        }
    }

    public Task HoldAsync(string person, GatePlace place, CancellationToken cancellationToken)
    {
        var barrier = At(person, place);
        barrier.Reached.TrySetResult();
        if (_open.ContainsKey(place)) barrier.Released.TrySetResult();
        return barrier.Released.Task.WaitAsync(cancellationToken);
    }

    private Barrier At(string person, GatePlace place) => _barriers.GetOrAdd((person, place), _ => new Barrier());

    private sealed class Barrier
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
