using System.Collections.Concurrent;
using Cloakroom.Probe.Tests.Faults;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Probe.Tests.Watching;

/// <summary>A site behind a cache that stores what is personal for two seconds: whoever asks next gets it.</summary>
internal static class LeakySite
{
    public static Task<FaultySite> StartAsync()
    {
        var stored = new ConcurrentDictionary<string, (DateTime Until, byte[] Body)>();
        return FaultySite.StartAsync(async (site, context, _) =>
        {
            if (context.Request.Path != "/account" || context.Request.Method != "GET")
                return false;
            var key = context.Request.Path + context.Request.QueryString;
            if (stored.TryGetValue(key, out var found) && found.Until > TimeProvider.System.GetUtcNow().UtcDateTime)
            {
                context.Response.ContentType = "text/html";
                context.Response.Headers.Age = "1";
                await context.Response.Body.WriteAsync(found.Body);
                return true;
            }

            var original = context.Response.Body;
            var body = new MemoryStream();
            context.Response.Body = body;
            await site.AnswerSafelyAsync(context);
            context.Response.Body = original;
            if (context.Response.StatusCode == 200)
                stored[key] = (TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(2), body.ToArray());
            await original.WriteAsync(body.ToArray());
            return true;
        });
    }
}
