using System.Net;
using System.Security.Claims;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Console.Tests.Hosting;

/// <summary>What a test wants of its application; everything has a default.</summary>
internal sealed class ConsoleSetup
{
    /// <summary>A file; null for memory.</summary>
    public string? Sqlite { get; set; }

    /// <summary>Mounts the console; by default at <c>/cloakroom</c>, for operators.</summary>
    public Action<WebApplication> Mount { get; set; } = app => app.MapCloakroomConsole("/cloakroom").RequireAuthorization(policy => policy.RequireRole("operators"));

    public Action<IServiceCollection>? Services { get; set; }
}

/// <summary>A real application on a port of its own, with a console.</summary>
internal sealed class ConsoleApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<HttpMessageInvoker> _clients = [];

    private ConsoleApp(WebApplication app) => _app = app;

    public ICloakroomStore Store => _app.Services.GetRequiredService<ICloakroomStore>();

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>As a browser has it: Chromium takes cookies over http from there.</summary>
    public Uri Origin { get; private set; } = null!;

    public Uri At(string path) => new(Origin, path);

    public static async Task<ConsoleApp> StartAsync(Action<ConsoleSetup>? change = null)
    {
        var setup = new ConsoleSetup();
        change?.Invoke(setup);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development, ContentRootPath = AppContext.BaseDirectory, Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        var cloakroom = builder.Services.AddCloakroom(options => options.Cookies.AllowHttpOnLocalhost = true);
        if (setup.Sqlite is { } file)
            cloakroom.AddSqliteStore(sqlite =>
            {
                sqlite.Path = file;
                // No power fails here.
                sqlite.Synchronous = SqliteSynchronous.Normal;
            });
        builder.Services.AddAuthorization();
        setup.Services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseCloakroom();
        app.MapPost("/sign-in/{subject}", (HttpContext context, string subject) => SignInAsync(context, subject, operates: false));
        app.MapPost("/operator/{subject}", (HttpContext context, string subject) => SignInAsync(context, subject, operates: true));
        app.MapGet("/operator/{subject}", (HttpContext context, string subject) => SignInAsync(context, subject, operates: true));
        app.MapPost("/me", (HttpContext context) => context.User.Identity?.Name ?? "nobody");
        app.MapGet("/me", (HttpContext context) => context.User.Identity?.Name ?? "nobody");
        setup.Mount(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = new Uri(app.Urls.Single());
        return new ConsoleApp(app) { Origin = new Uri($"http://localhost:{address.Port}/") };
    }

    /// <summary>Somebody at a browser of their own.</summary>
    public Browser Browse()
    {
        var client = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });
        _clients.Add(client);
        return new Browser(client, Origin);
    }

    /// <summary>Somebody who may use the console.</summary>
    public async Task<Browser> OperatorAsync(string name = "olga")
    {
        var browser = Browse();
        (await browser.PostAsync($"/operator/{name}")).Status.ShouldBe(HttpStatusCode.OK);
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    private static async Task<string> SignInAsync(HttpContext context, string subject, bool operates)
    {
        Claim[] role = operates ? [new Claim(ClaimTypes.Role, "operators")] : [];
        await context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, subject), new Claim(ClaimTypes.Name, subject), .. role], "test")));
        return "signed in";
    }
}
