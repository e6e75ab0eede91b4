using Cloakroom.Console.Pages;
using Cloakroom.Console.Reading;
using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Console.Hosting;

/// <summary>A console that is mounted: what all its pages share.</summary>
internal sealed class Mount
{
    private readonly AuthorizationCheck _check;

    /// <param name="services">The application's.</param>
    /// <param name="check">Whether it may be used.</param>
    public Mount(IServiceProvider services, AuthorizationCheck check)
    {
        _check = check;
        var logging = services.GetRequiredService<ILoggerFactory>();
        Logger = logging.CreateLogger("Cloakroom.Console");
        Time = services.GetRequiredService<TimeProvider>();
        Store = new ConsoleStore(services.GetRequiredService<ICloakroomStore>(), services.GetRequiredService<StoreCalls>(), Time);
        Manager = services.GetService<ISessionManager>();
        Feed = services.GetService<ControlFeed>();
        Containment = new Containment(Store.Inner, services.GetRequiredService<StoreCalls>(), Time, Feed);
        Forgery = new ForgeryGuard(services.GetRequiredService<IDataProtectionProvider>(), logging);
        Renderer = new PageRenderer(logging);
        Stopping = services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
    }

    public ILogger Logger { get; }

    public TimeProvider Time { get; }

    public ConsoleStore Store { get; }

    /// <summary>Null where the console runs alone, without the application's keys.</summary>
    public ISessionManager? Manager { get; }

    public ControlFeed? Feed { get; }

    public Containment Containment { get; }

    public ForgeryGuard Forgery { get; }

    public PageRenderer Renderer { get; }

    public CancellationToken Stopping { get; }

    public bool IsOpen => _check.IsPassed;

    /// <summary>Whether the user of a request may use it.</summary>
    public Task<bool> AdmitsAsync(HttpContext context) => _check.AdmitsAsync(context);

    /// <summary>Addresses as this request's browser sees them, however the console was nested.</summary>
    public static Links LinksOf(HttpContext context)
    {
        var endpoint = (RouteEndpoint)context.GetEndpoint()!;
        var depth = endpoint.RoutePattern.PathSegments.Count - endpoint.Metadata.GetRequiredMetadata<Tail>().Segments;
        var segments = context.Request.Path.ToUriComponent().Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new Links(context.Request.PathBase.ToUriComponent() + string.Concat(segments.Take(depth).Select(segment => "/" + segment)));
    }

    /// <summary>Who it is, for the audit trail.</summary>
    public static string UserOf(HttpContext context)
    {
        var user = context.User;
        var name = user.Identity?.Name
            ?? user.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)?.Value
            ?? user.FindFirst("sub")?.Value
            ?? "somebody without a name";
        return Say.Shorten(name, 200);
    }
}

/// <summary>How much of an endpoint's path is the console's own.</summary>
/// <param name="Segments">From the end.</param>
internal sealed record Tail(int Segments);
