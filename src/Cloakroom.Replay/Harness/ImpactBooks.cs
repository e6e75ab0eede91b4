using Cloakroom.Edge.Guard;
using Cloakroom.Edge.Sealing;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Replay.Reports;
using Cloakroom.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Replay.Harness;

/// <summary>What Cloakroom itself says about who saw whom, held against the ground truth. Only here do both meet.</summary>
internal sealed class ImpactBooks(SideRun run)
{
    private readonly List<UseJournal> _journals = [];
    private IServiceProvider? _services;
    private Func<MixupParty, string?> _nameOf = party => party.Subject;

    /// <summary>One server with the library; all of them share a store, so any of them can tell.</summary>
    public void AddLibrary(IServiceProvider services) => Add(services);

    /// <summary>An edge, which knows browsers by their bindings alone. Whose those are is known to the harness, which has seen who got them.</summary>
    public void AddEdge(IServiceProvider services)
    {
        Add(services);
        _nameOf = party => (party.Subject?.StartsWith(MixupParty.Browser, StringComparison.Ordinal) == true ? party.Subject[MixupParty.Browser.Length..] : party.SessionId) is { } tag
            && OwnersOfBindings(services).TryGetValue(tag, out var owner) ? owner : null;
    }

    /// <summary>Contains what has been reported, and takes the time; null when people go on seeing what is not theirs.</summary>
    public Task<TimeSpan?> ContainAsync() => ContainmentDrill.RunAsync(run, _services!, _nameOf);

    /// <summary>Asks the store, after everything in memory has been written to it; null when nothing of Cloakroom ran.</summary>
    public async Task<ImpactFigures?> ReadAsync()
    {
        if (_services is null) return null;
        foreach (var journal in _journals) await journal.WriteAsync();
        var store = _services.GetRequiredService<ICloakroomStore>();
        // The clocks of a run leap; all that is in its stores is of this run.
        var impact = await new ImpactReader(store, store).ReadAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1_000), CancellationToken.None);
        var told = impact.Exposed.Select(pair => (Owner: _nameOf(pair.Owner), Receiver: _nameOf(pair.Receiver))).ToHashSet();
        var right = told.Count(pair => pair is { Owner: { } owner, Receiver: { } receiver } && run.Truth.Evidence.ContainsKey((owner, receiver)));
        return new ImpactFigures(Share(right, told.Count), Share(right, run.Truth.Pairs), told.Count);
    }

    // Of nothing, everything is right: nobody was accused who should not have been, and nobody left out.
    private static double Share(int part, int whole) => whole == 0 ? 1 : Math.Round((double)part / whole, 4);

    private void Add(IServiceProvider services)
    {
        _journals.Add(services.GetRequiredService<UseJournal>());
        _services ??= services;
    }

    private Dictionary<string, string> OwnersOfBindings(IServiceProvider services)
    {
        var policy = services.GetRequiredService<EdgeRuntime>().State.Policy;
        var bindings = services.GetRequiredService<BindingCookie>();
        var tagger = services.GetRequiredService<Tagger>();
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var user in run.Users.Concat(run.Visitors))
        {
            foreach (var value in user.Received(policy.BindingName).Concat(user.Received(policy.PlainBindingName)))
            {
                if (bindings.Read(value) is { } brought) owners.TryAdd(tagger.OfBinding(brought.Current).ToString(), user.Member.Id);
            }
        }

        return owners;
    }
}
