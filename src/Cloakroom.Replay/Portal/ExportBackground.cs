using System.Collections.Frozen;
using System.Security.Claims;
using Cloakroom.Replay.Harness;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Replay.Portal;

/// <summary>
/// The defect of github-2021 in ASP.NET Core's words: work that goes on after the answer and keeps the request's <see cref="HttpContext"/>.
/// Kestrel reuses that object for the next request on the connection, whoever sends it.
/// </summary>
internal static class ExportBackground
{
    public static IResult Start(HttpContext context, FrozenDictionary<string, Member> members, FaultSwitch fault)
    {
        var member = members[context.User.FindFirstValue(ClaimTypes.NameIdentifier)!];
        _ = FinishAsync(context, member, context.TraceIdentifier, fault);
        return Results.Text($"Your export is on its way, {member.Name}.", statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task FinishAsync(HttpContext context, Member member, string request, FaultSwitch fault)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(25));
            if (context.TraceIdentifier != request) fault.HadEffect();
            // "Your export is ready" is a claim, so the sign-in is renewed to carry it.
            await context.SignInAsync(PortalPages.PrincipalOf(member, new Claim("export", "ready")));
        }
        catch (Exception)
        {
            // As in most background work, nobody looks. Between two requests the object belongs to none and throws anything.
        }
    }
}
