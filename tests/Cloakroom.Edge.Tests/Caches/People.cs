namespace Cloakroom.Edge.Tests.Caches;

/// <summary>Who walks one cell.</summary>
internal sealed class People : IDisposable
{
    private People(Uri server)
    {
        Alice = new Person(server);
        Bob = new Person(server);
        Carol = new Person(server);
        Prober = new Person(server);
        Ledger = new Ledger([Alice, Bob, Carol]);
    }

    public Person Alice { get; }

    public Person Bob { get; }

    /// <summary>Never signs in.</summary>
    public Person Carol { get; }

    public Person Prober { get; }

    public Ledger Ledger { get; }

    public static async Task<People> ArriveAsync(Uri server, CancellationToken cancellationToken)
    {
        var people = new People(server);
        await people.Alice.SignInAsync(keepSession: false, cancellationToken);
        await people.Bob.SignInAsync(keepSession: false, cancellationToken);
        // Carol's connection stands before it matters when her request is sent.
        await people.Carol.GetAsync(CellWalk.Unique("/probe/"), cancellationToken);
        return people;
    }

    public void Dispose()
    {
        Alice.Dispose();
        Bob.Dispose();
        Carol.Dispose();
        Prober.Dispose();
    }
}
