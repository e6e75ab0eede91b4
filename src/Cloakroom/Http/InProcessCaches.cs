using System.Runtime.CompilerServices;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
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

/// <summary>Which caches the application uses.</summary>
internal sealed record InProcessCacheUse(bool UsesResponseCaching)
{
    // AddResponseCaching registers nothing to know it by, so what counts is that its assembly was loaded, which the call that puts it into the pipeline does.
    public static InProcessCacheUse Find() => new(
        !RuntimeFeature.IsDynamicCodeSupported
        || AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "Microsoft.AspNetCore.ResponseCaching"));
}

/// <summary>Makes the session part of every output-cache key, so that even a policy that forces storage keeps one session's pages from another's.</summary>
internal sealed class SessionKeyPolicy : IOutputCachePolicy
{
    private const string Key = "cloakroom";

    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (ScopeOf(context) is not { } scope || scope.CacheKeyPart() is not { } part)
            return;
        // Pages of a session end with it: once it is revoked or expired, the pair that made them asks under another key.
        var outcome = await scope.OpenAsync();
        context.CacheVaryByRules.VaryByValues[Key] = outcome == SessionOutcome.Valid ? part : $"{part} {outcome}";
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>A request that came without a session and got one was answered for it, under a key that names nobody.</summary>
    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (ScopeOf(context) is { Issued.Kind: not IssuedKind.None } or { HasUnwrittenData: true })
            context.AllowCacheStorage = false;
        return ValueTask.CompletedTask;
    }

    private static RequestScope? ScopeOf(OutputCacheContext context) =>
        context.HttpContext.Features.Get<ICloakroomFeature>() is RequestScope { IsStaticRoute: false } scope ? scope : null;
}
