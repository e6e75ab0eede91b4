using System.Security.Cryptography;
using Cloakroom.Probe.Accounts;

namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>Who may sign in to the club.</summary>
/// <param name="User">What they sign in with.</param>
/// <param name="Name">On their pages, and nowhere else.</param>
/// <param name="Email">On their pages, too.</param>
/// <param name="Password">Theirs.</param>
internal sealed record ClubMember(string User, string Name, string Email, string Password)
{
    /// <summary>Alice and Bob, whose names nobody else has.</summary>
    public static IReadOnlyList<ClubMember> Two() => [New("alice"), New("bob")];

    /// <summary>With a browser of their own, for the probe.</summary>
    public Account ToAccount() => new(User, new Dictionary<string, string> { ["user"] = User, ["password"] = Password, ["fullName"] = Name, ["email"] = Email });

    private static ClubMember New(string user)
    {
        var word = RandomNumberGenerator.GetString("bcdfghjklmnpqrstvwxz", 8);
        return new(user, $"{user} {word}", $"{user}.{word}@club.example", RandomNumberGenerator.GetHexString(16));
    }
}
