namespace Cloakroom.Edge.Tests.Caches;

/// <summary>The ground truth of one walk: whose marker is whose, and who was given which cookie first. Nobody else knows it.</summary>
internal sealed class Ledger(IReadOnlyList<Person> people)
{
    private readonly Dictionary<string, Person> _firstReceiver = new(StringComparer.Ordinal);

    /// <summary>What an answer holds of somebody else's, and what it does when the browser takes it in.</summary>
    public async Task<Leak> JudgeAsync(Person receiver, Person.Answer answer, CancellationToken cancellationToken)
    {
        var leak = NamesAnother(receiver, answer.Body) ? Leak.Body : Leak.None;
        if (answer.SetCookies.Count == 0) return leak;

        // A cookie beside another's body is another's; so is one that somebody else was given before.
        var isForeign = leak != Leak.None;
        foreach (var cookie in answer.SetCookies)
        {
            var pair = cookie.Split(';', 2)[0];
            isForeign |= !_firstReceiver.TryAdd(pair, receiver) && _firstReceiver[pair] != receiver;
        }

        if (isForeign) leak |= Leak.Delivered;
        return leak | await ActAsync(receiver, answer, cancellationToken);
    }

    /// <summary>Puts what came into a copy of the receiver's browser and asks the application, through everything, who that is.</summary>
    private async Task<Leak> ActAsync(Person receiver, Person.Answer answer, CancellationToken cancellationToken)
    {
        var jar = receiver.Jar.Copy();
        foreach (var cookie in answer.SetCookies) jar.Store(cookie, answer.Path);
        var who = await receiver.GetAsync(CellWalk.Unique("/me/"), jar, null, cancellationToken);
        who.Status.ShouldBe(200, "asking who it is");
        if (NamesAnother(receiver, who.Body)) return Leak.Session;
        return receiver.IsSignedIn && !who.Body.Contains(receiver.Account, StringComparison.Ordinal) ? Leak.SignedOut : Leak.None;
    }

    private bool NamesAnother(Person receiver, string body) =>
        people.Any(person => person != receiver && body.Contains(person.Account, StringComparison.Ordinal));
}
