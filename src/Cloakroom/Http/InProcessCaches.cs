using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Cloakroom.Http;

/// <summary>Keeps what is made for a session out of the caches inside the application, which see responses before the guard has had its word.</summary>
internal static class InProcessCaches
{
    /// <summary>
    /// Response caching decides before the application runs whether it may store, by the request's <c>Cache-Control</c>. A request that brings a
    /// session asks for its own answer and for nothing to be kept.
    /// </summary>
    public static void KeepOut(HttpContext context, RequestServices services)
    {
        if (!services.InProcessCaches.UsesResponseCaching || !services.Cookies.FindsAny(context))
            return;
        context.Request.Headers.CacheControl = "no-store, no-cache";
        context.Request.Headers.Remove(HeaderNames.Pragma);
    }
}

/// <summary>Which caches the application has registered.</summary>
internal sealed record InProcessCacheUse(bool UsesResponseCaching)
{
    // The service type that AddResponseCaching registers is internal to the framework, so it is known by name.
    public static InProcessCacheUse Of(IServiceCollection services) =>
        new(services.Any(service => service.ServiceType.FullName == "Microsoft.AspNetCore.ResponseCaching.IResponseCachingPolicyProvider"));
}

/// <summary>Makes the session part of every output-cache key, so that even a policy that forces storage keeps one session's pages from another's.</summary>
internal sealed class SessionKeyPolicy : IOutputCachePolicy
{
    private const string Key = "cloakroom";

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (ScopeOf(context)?.CacheKeyPart() is { } part)
            context.CacheVaryByRules.VaryByValues[Key] = part;
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>A request that came without a session and got one was answered for it, under a key that names nobody.</summary>
    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (ScopeOf(context) is { Issued.Kind: not IssuedKind.None })
            context.AllowCacheStorage = false;
        return ValueTask.CompletedTask;
    }

    private static RequestScope? ScopeOf(OutputCacheContext context) =>
        context.HttpContext.Features.Get<ICloakroomFeature>() is RequestScope { IsStaticRoute: false } scope ? scope : null;
}
