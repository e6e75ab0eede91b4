using Cloakroom.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Cloakroom.Hosting;

/// <summary>Puts the response guard in front of the whole pipeline, the framework's own middlewares included.</summary>
internal sealed class GuardStartupFilter(PipelineCheck check) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<ResponseGuard>();
        next(new ShortcutBuilder(app));
        check.RequireUse(app.ApplicationServices);
    };
}
