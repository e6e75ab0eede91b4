using Cloakroom.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Hosting;

/// <summary>The host's application builder, which lays an <see cref="AuthenticationShortcut"/> beside the authentication middleware when that is added.</summary>
/// <remarks>
/// A <c>WebApplication</c> adds the middleware to the host's builder by itself, at the one place where it belongs: after routing, before
/// authorization. One that the application adds to the <c>WebApplication</c> stays as it is, which costs time and nothing else.
/// </remarks>
internal sealed class ShortcutBuilder(IApplicationBuilder inner) : IApplicationBuilder
{
    public IServiceProvider ApplicationServices { get => inner.ApplicationServices; set => inner.ApplicationServices = value; }

    public IFeatureCollection ServerFeatures => inner.ServerFeatures;

    public IDictionary<string, object?> Properties => inner.Properties;

    public IApplicationBuilder Use(Func<RequestDelegate, RequestDelegate> middleware)
    {
        inner.Use(IsAuthentication(middleware) ? next => Beside(next, middleware(next)) : middleware);
        return this;
    }

    public IApplicationBuilder New() => new ShortcutBuilder(inner.New());

    public RequestDelegate Build() => inner.Build();

    /// <summary>The framework says which middleware a component makes by its text, for its own diagnostics (Microsoft.AspNetCore.MiddlewareAnalysis).</summary>
    private static bool IsAuthentication(Func<RequestDelegate, RequestDelegate> middleware) =>
        middleware.Target?.ToString() == typeof(AuthenticationMiddleware).FullName;

    private RequestDelegate Beside(RequestDelegate next, RequestDelegate framework) =>
        AuthenticationUse.IsStock(ApplicationServices)
            ? new AuthenticationShortcut(next, framework, ApplicationServices.GetRequiredService<IAuthenticationSchemeProvider>()).InvokeAsync
            : framework;
}
