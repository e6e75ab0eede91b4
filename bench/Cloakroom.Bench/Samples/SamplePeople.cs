using System.Globalization;
using System.Security.Claims;

namespace Cloakroom.Bench.Samples;

/// <summary>Users with the claims that ASP.NET Core Identity gives a member of a team: ids, name, address, stamp, roles.</summary>
internal static class SamplePeople
{
    public static string NameOf(int user) => string.Create(CultureInfo.InvariantCulture, $"person{user:0000000}@example.org");

    public static ClaimsPrincipal Create(int user, string scheme) => new(new ClaimsIdentity(Claims(user), scheme));

    public static Claim[] Claims(int user)
    {
        var id = user.ToString("x8", CultureInfo.InvariantCulture);
        return
        [
            new(ClaimTypes.NameIdentifier, $"{id}-91b2-4c6e-9f0d-6f2f0c7a51d3"),
            new(ClaimTypes.Name, NameOf(user)),
            new(ClaimTypes.Email, NameOf(user)),
            new("AspNet.Identity.SecurityStamp", $"Q4HC2LXXV5QHVSGMXEZ{id}ZTU".ToUpperInvariant()),
            new(ClaimTypes.Role, "member"),
            new(ClaimTypes.Role, "editor"),
            new(ClaimTypes.Role, "billing"),
            new("tenant", $"team-{user % 1000}"),
            new("amr", "pwd"),
            new("locale", "nb-NO"),
        ];
    }
}
