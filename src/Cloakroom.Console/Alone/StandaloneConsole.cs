using System.Net;
using Cloakroom.Console.Hosting;
using Cloakroom.Hosting;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Cloakroom.Console.Alone;

/// <summary>The console on its own, over a store that an application or edges use: on this machine only, for whoever started it.</summary>
internal sealed class StandaloneConsole : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandaloneConsole(WebApplication app, AccessGate gate)
    {
        _app = app;
        Address = new Uri($"{app.Urls.Single()}/{gate.Place}/open?token={gate.Token}");
        Entered = gate.Entered;
    }

    /// <summary>Where to open it, with the token in it.</summary>
    public Uri Address { get; }

    /// <summary>Ends when somebody has opened it.</summary>
    public Task Entered { get; }

    /// <param name="store">Open.</param>
    /// <param name="calls">Bounds calls of it.</param>
    /// <param name="user">Who has started it, for the audit trail.</param>
    /// <param name="listen">An address of the loopback interface; port 0 for any.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<StandaloneConsole> StartAsync(
        ICloakroomStore store, StoreCalls calls, string user, IPEndPoint listen, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!IPAddress.IsLoopback(listen.Address))
            throw new ArgumentException("The console is for this machine only.", nameof(listen));
        var gate = new AccessGate();
        var app = Build(store, calls, gate, new Operator(user), listen, time);
        try
        {
            app.Use((context, next) => IsThisMachine(context.Request) ? next(context) : RefuseHost(context));
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet($"/{gate.Place}/open", (HttpContext context, string? token) => Enter(context, gate, token ?? ""));
            app.MapCloakroomConsole($"/{gate.Place}").RequireAuthorization(policy => policy.AddAuthenticationSchemes(GateHandler.Name).RequireClaim(System.Security.Claims.ClaimTypes.NameIdentifier, user));
            await app.StartAsync(cancellationToken);
            await app.Services.GetRequiredService<StartChecks>().RunAsync(hasStarted: true);
            return new StandaloneConsole(app, gate);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Pages that are live go on until their browser hangs up or this tells them to.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(ICloakroomStore store, StoreCalls calls, AccessGate gate, Operator user, IPEndPoint listen, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.Listen(listen);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(calls);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(gate);
        builder.Services.AddSingleton(user);
        builder.Services.AddSingleton<StartChecks>();
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, GateHandler>(GateHandler.Name, null);
        builder.Services.AddAuthorization();
        // Whoever runs it has its words on their terminal, and stops it there.
        builder.Services.RemoveAll<IHostLifetime>();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return builder.Build();
    }

    private static Task Enter(HttpContext context, AccessGate gate, string token)
    {
        ConsoleHeaders.Set(context);
        if (gate.Enter(token) is not { } session)
            return context.ChallengeAsync(GateHandler.Name);
        context.Response.Cookies.Append(AccessGate.Cookie, session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = $"/{gate.Place}" });
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"/{gate.Place}";
        return Task.CompletedTask;
    }

    // A name of somebody else's that leads to this machine is how other sites' pages would get in (DNS rebinding).
    private static bool IsThisMachine(HttpRequest request) =>
        request.Host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static Task RefuseHost(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return Task.CompletedTask;
    }

    /// <summary>Signals are the command's.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
