using Cloakroom.Replay.Caches;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary>
/// One cell: Alice asks, then Bob and Carol, who is not signed in, once afterwards and once while Alice's response is on its way. Every walk
/// has people and paths of its own, so that cells share neither sessions nor cache keys.
/// </summary>
internal sealed class CellWalk(RollingOrigin origin, Uri server, PathKind kind, CacheControl cacheControl)
{
    private static int _paths;

    public async Task<CellResult> RunAsync(CancellationToken cancellationToken)
    {
        var (later, isServed) = await LaterAsync(cancellationToken);
        later |= await FirstVisitAsync(cancellationToken);
        var inFlight = Leak.None;
        foreach (var progress in Enum.GetValues<Progress>()) inFlight |= await InFlightAsync(progress, cancellationToken);
        return new CellResult(later, inFlight, isServed);
    }

    private async Task<(Leak Leak, bool IsServed)> LaterAsync(CancellationToken cancellationToken)
    {
        using var people = await People.ArriveAsync(server, cancellationToken);
        var path = NewPath();
        var first = await AskUntilStoredAsync(people.Alice, path, people.Ledger, cancellationToken);
        var isServed = first.Status == 200 && first.Body.Contains(kind == PathKind.Static ? RollingOrigin.Mark : people.Alice.Account, StringComparison.Ordinal);

        var leak = Leak.None;
        foreach (var person in (Person[])[people.Bob, people.Carol])
            leak |= await people.Ledger.JudgeAsync(person, await person.GetAsync(path, cancellationToken), cancellationToken);
        return (leak, isServed);
    }

    /// <summary>Alice's response is held, Bob and Carol ask one after the other, and all go on step by step, so that nothing is left to chance.</summary>
    private async Task<Leak> InFlightAsync(Progress progress, CancellationToken cancellationToken)
    {
        using var people = await People.ArriveAsync(server, cancellationToken);
        var path = NewPath();
        var gate = origin.Hold(path);
        var alices = await AskUpToAsync(people.Alice, path, gate, progress, cancellationToken);

        var others = new List<(Person Person, TaskCompletionSource Headers, Task<Person.Answer> Answer)>();
        foreach (var person in (Person[])[people.Bob, people.Carol])
        {
            var got = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            others.Add((person, got, person.GetAsync(path, person.Jar, got, cancellationToken)));
            await PassedOnOrHeldAsync();
        }

        gate.Release(GatePlace.BeforeHeaders);
        await PassedOnOrHeldAsync();
        gate.Release(GatePlace.InBody);
        await people.Ledger.JudgeAsync(people.Alice, await alices, cancellationToken);
        var leak = Leak.None;
        foreach (var (person, _, answer) in others) leak |= await people.Ledger.JudgeAsync(person, await answer, cancellationToken);
        return leak;

        // The cache has either passed everybody on or answered them. That it does neither cannot be seen, so it counts as holding them back
        // when ten requests that were sent after theirs have gone all the way to the application and back.
        async Task PassedOnOrHeldAsync()
        {
            for (var i = 0; i < 10 && !others.All(other => other.Headers.Task.IsCompleted || gate.HasArrived(other.Person)); i++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
                (await people.Prober.GetAsync(Unique("/probe/"), cancellationToken)).Body.ShouldBe("probe");
            }
        }
    }

    private static async Task<Task<Person.Answer>> AskUpToAsync(
        Person person, string path, OriginGate gate, Progress progress, CancellationToken cancellationToken)
    {
        var headers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = person.GetAsync(path, person.Jar, headers, cancellationToken);
        await gate.ReachedAsync(person, GatePlace.BeforeHeaders, cancellationToken);
        if (progress == Progress.Nothing) return answer;

        gate.Release(person, GatePlace.BeforeHeaders);
        await gate.ReachedAsync(person, GatePlace.InBody, cancellationToken);
        // Once she has the headers, the cache has them. One that keeps them back until the end gives nothing to the others either.
        await Task.WhenAny(headers.Task, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken));
        return answer;
    }

    /// <summary>Two visitors without cookies, of whom the first signs in with an application that keeps the session it had.</summary>
    private async Task<Leak> FirstVisitAsync(CancellationToken cancellationToken)
    {
        using var people = await People.ArriveAsync(server, cancellationToken);
        var path = NewPath();
        using var first = new Person(server);
        using var second = new Person(server);
        var firsts = await AskUntilStoredAsync(first, path, people.Ledger, cancellationToken);
        var seconds = await second.GetAsync(path, cancellationToken);
        first.Keep(firsts);
        second.Keep(seconds);
        var leak = firsts.SetCookies.Count > 0 && firsts.SetCookies.SequenceEqual(seconds.SetCookies) ? Leak.Visit : Leak.None;
        await first.SignInAsync(keepSession: true, cancellationToken);

        var own = await first.GetAsync(Unique("/me/"), cancellationToken);
        own.Body.ShouldContain(first.Account, customMessage: "signed in");
        var who = await second.GetAsync(Unique("/me/"), cancellationToken);
        return leak | (who.Body.Contains(first.Account, StringComparison.Ordinal) ? Leak.FirstVisit : Leak.None);
    }

    /// <summary>Caches finish storing a moment after they have answered. Asking again until they answer by themselves makes it certain.</summary>
    private async Task<Person.Answer> AskUntilStoredAsync(Person person, string path, Ledger ledger, CancellationToken cancellationToken)
    {
        var first = await person.GetAsync(path, cancellationToken);
        await ledger.JudgeAsync(person, first, cancellationToken);
        for (var asked = 1; asked < 5; asked++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(15), cancellationToken);
            await ledger.JudgeAsync(person, await person.GetAsync(path, cancellationToken), cancellationToken);
            if (origin.ArrivalsAt(path) <= asked) break;
        }

        return first;
    }

    private string NewPath() => kind == PathKind.Static ? Unique($"/s/{cacheControl.Slug}/") + ".js" : Unique($"/page/{cacheControl.Slug}/");

    public static string Unique(string prefix) => $"{prefix}c{Interlocked.Increment(ref _paths)}";
}
