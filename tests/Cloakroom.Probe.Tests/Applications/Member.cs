using Cloakroom.Probe.Accounts;

namespace Cloakroom.Probe.Tests.Applications;

/// <summary>Somebody who has an account at an application.</summary>
/// <param name="Name">How reports call them.</param>
/// <param name="User">What they sign in with.</param>
/// <param name="Password">The other thing.</param>
/// <param name="FullName">As pages show it.</param>
/// <param name="Email">Only on their own pages.</param>
/// <param name="Note">Only on their own pages, too.</param>
internal sealed record Member(string Name, string User, string Password, string FullName, string Email, string Note)
{
    public static IReadOnlyList<Member> All { get; } =
    [
        new("alice", "alderwood", "amber lantern 41", "Alice Alderwood", "alice.alderwood@mail.test", "water the spotted orchids"),
        new("bob", "birkenshaw", "brass kettle 73", "Bob Birkenshaw", "bob.birkenshaw@mail.test", "mow the northern meadow"),
    ];

    /// <summary>As a file of accounts has it.</summary>
    public Account ToAccount() => new(Name, new Dictionary<string, string> { ["user"] = User, ["password"] = Password, ["email"] = Email });
}
