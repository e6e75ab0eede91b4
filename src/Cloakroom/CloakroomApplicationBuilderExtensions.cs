using Cloakroom.Hosting;
using Cloakroom.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom;

/// <summary>Puts Cloakroom into the pipeline.</summary>
public static class CloakroomApplicationBuilderExtensions
{
    /// <summary>
    /// Opens each request's session and provides <c>HttpContext.Session</c> from here on. Call it once, early; the response guard stands in front
    /// of everything wherever this is called. Authentication itself is <c>UseAuthentication</c>'s, which a <c>WebApplication</c> calls by itself.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <exception cref="CloakroomException"><c>AddCloakroom</c> was not called, or this was called twice.</exception>
    public static IApplicationBuilder UseCloakroom(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var check = app.ApplicationServices.GetService<PipelineCheck>()
            ?? throw new CloakroomException(
                CloakroomErrorCode.Misconfigured, "UseCloakroom() needs the services of Cloakroom. Call builder.Services.AddCloakroom() first.");
        check.NoteUse();
        return app.UseMiddleware<SessionMiddleware>();
    }
}
