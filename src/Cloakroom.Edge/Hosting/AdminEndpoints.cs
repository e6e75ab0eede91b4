using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cloakroom.Edge.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Hosting;

/// <summary>What operators and their tools ask for.</summary>
internal sealed class AdminEndpoints(EdgeOptions options, HealthCheckService health, EdgeStatus status, MetricsCollector metrics, ILogger<AdminEndpoints> logger)
{
    /// <summary>Health checks with this tag decide over readiness. Degraded is ready.</summary>
    public const string ReadyTag = "ready";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (!IsForUs(context.Request.Host))
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return;
        }

        try
        {
            await RouteAsync(context);
        }
#pragma warning disable CA1031 // There is no pipeline around this that would answer.
        catch (Exception exception) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            Log.AdminFailed(logger, exception);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private Task RouteAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/healthz/live" => WriteAsync(context, "text/plain; charset=utf-8", "live\n"),
        "/healthz/ready" => WriteReadinessAsync(context),
        "/status" => WriteJsonAsync(context, status.Read()),
        "/metrics" => WriteAsync(context, MetricsCollector.ContentType, metrics.Read()),
        _ => NotFoundAsync(context),
    };

    private async Task WriteReadinessAsync(HttpContext context)
    {
        var report = await health.CheckHealthAsync(check => check.Tags.Contains(ReadyTag), context.RequestAborted);
        var checks = new JsonObject();
        foreach (var (name, entry) in report.Entries)
            checks[name] = new JsonObject { ["status"] = entry.Status.ToString(), ["description"] = entry.Description };
        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        await WriteJsonAsync(context, new JsonObject { ["status"] = report.Status.ToString(), ["checks"] = checks });
    }

    /// <summary>A page in a browser on this machine could name the address anything it likes (DNS rebinding); a name of ours it cannot use.</summary>
    private bool IsForUs(HostString host)
    {
        if (ListenAddress.TryParse(options.Admin.Listen, out var address) is not null || !address!.IsLoopback || address.UnixSocket is not null)
            return true;
        return !host.HasValue || host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Host.Trim('[', ']'), out _);
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return WriteAsync(context, "text/plain; charset=utf-8", "/healthz/live, /healthz/ready, /status or /metrics\n");
    }

    private static Task WriteJsonAsync(HttpContext context, JsonNode json) => WriteAsync(context, "application/json", json.ToJsonString(Indented) + "\n");

    private static Task WriteAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(text, context.RequestAborted);
    }
}
