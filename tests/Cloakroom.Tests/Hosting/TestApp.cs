using System.Net;
using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Stores;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Hosting;

/// <summary>What a test wants of its application; everything has a default.</summary>
internal sealed class TestSetup
{
    /// <summary>Stock ASP.NET Core instead: cookie authentication and, where a test asks, <c>AddSession</c>. The red twin.</summary>
    public bool Stock { get; set; }

    /// <summary>Real sockets on loopback instead of the in-memory server; a proxy is taken to end TLS.</summary>
    public bool Kestrel { get; set; }

    /// <summary>http instead of https, on the in-memory server.</summary>
    public bool PlainHttp { get; set; }

    public FaultyStore? Store { get; set; }

    public ManualClock? Clock { get; set; }

    public InMemoryKeyRepository? Keys { get; set; }

    public string Environment { get; set; } = Environments.Production;

    public string? WebRoot { get; set; }

    public Dictionary<string, string?> Configuration { get; } = [];

    public Action<CloakroomOptions>? Options { get; set; }

    public Action<CookieAuthenticationOptions>? StockCookie { get; set; }

    public Action<IServiceCollection>? Services { get; set; }

    public Action<CloakroomBuilder>? Cloakroom { get; set; }

    /// <summary>In front of <c>UseCloakroom</c>.</summary>
    public Action<WebApplication>? Before { get; set; }

    /// <summary>After <c>UseCloakroom</c>: middlewares and further endpoints.</summary>
    public Action<WebApplication>? Then { get; set; }

    public ILoggerProvider? Logger { get; set; }
}

/// <summary>A running application under test.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<IDisposable> _clients = [];

    private TestApp(WebApplication app, TestSetup setup, MixupLog mixups)
    {
        _app = app;
        Mixups = mixups;
        Store = setup.Store!;
        Clock = setup.Clock!;
        Keys = setup.Keys!;
    }

    public FaultyStore Store { get; }

    public ManualClock Clock { get; }

    public InMemoryKeyRepository Keys { get; }

    public MixupLog Mixups { get; }

    public IServiceProvider Services => _app.Services;

    public ICloakroomControl Control => Get<ICloakroomControl>();

    public ISessionManager Sessions => Get<ISessionManager>();

    public Uri Origin { get; private set; } = new("https://localhost/");

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public static Task<TestApp> StartStockAsync(Action<TestSetup>? change = null) => StartAsync(setup =>
    {
        setup.Stock = true;
        change?.Invoke(setup);
    });

    public static async Task<TestApp> StartAsync(Action<TestSetup>? change = null)
    {
        var setup = new TestSetup();
        change?.Invoke(setup);
        setup.Clock ??= new ManualClock();
        setup.Store ??= new FaultyStore(new InMemoryStore(setup.Clock));
        setup.Keys ??= new InMemoryKeyRepository();

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = setup.Environment,
            WebRootPath = setup.WebRoot,
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = typeof(TestApp).Assembly.GetName().Name,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.Configuration.AddInMemoryCollection(setup.Configuration);
        builder.Logging.ClearProviders();
        if (setup.Logger is not null)
            builder.Logging.AddProvider(setup.Logger).SetMinimumLevel(LogLevel.Trace);
        if (setup.Kestrel)
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        else
            builder.WebHost.UseTestServer(server => server.BaseAddress = OriginOf(setup));

        builder.Services.AddSingleton<TimeProvider>(setup.Clock);
        builder.Services.AddSingleton<ICloakroomStore>(setup.Store);
        builder.Services.AddDataProtection();
        var keys = setup.Keys;
        builder.Services.Configure<KeyManagementOptions>(options => options.XmlRepository = keys);
        if (setup.Stock)
        {
            builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
                .AddCookie(options => setup.StockCookie?.Invoke(options));
        }
        else
        {
            var cloakroom = builder.Services.AddCloakroom(setup.Options);
            setup.Cloakroom?.Invoke(cloakroom);
        }

        var mixups = new MixupLog();
        builder.Services.AddSingleton<IMixupListener>(mixups);
        builder.Services.AddAuthorization();
        setup.Services?.Invoke(builder.Services);

        var app = builder.Build();
        var running = new TestApp(app, setup, mixups);
        if (setup.Kestrel)
        {
            app.Use((context, next) =>
            {
                context.Request.Scheme = "https";
                return next(context);
            });
        }

        setup.Before?.Invoke(app);
        if (!setup.Stock)
            app.UseCloakroom();
        setup.Then?.Invoke(app);
        app.MapCommon();
        if (!setup.Stock)
            app.MapCloakroom();
        await app.StartAsync(TestContext.Current.CancellationToken);
        running.Origin = setup.Kestrel ? new Uri(app.Urls.Single()) : OriginOf(setup);
        return running;
    }

    /// <summary>A new browser. On Kestrel, browsers of one application share no connection.</summary>
    public Browser Browse() => new(Client(), Origin);

    /// <summary>A client whose browsers take turns on one connection, as behind a proxy that multiplexes.</summary>
    public (Browser First, Browser Second) BrowseOverOneConnection()
    {
        var client = Client(maxConnections: 1);
        return (new Browser(client, Origin), new Browser(client, Origin));
    }

    public HttpMessageInvoker Client(int maxConnections = int.MaxValue)
    {
        HttpMessageHandler handler = _app.Services.GetService<Microsoft.AspNetCore.Hosting.Server.IServer>() is TestServer server
            ? server.CreateHandler()
            : new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = maxConnections, AutomaticDecompression = DecompressionMethods.None };
        var client = new HttpMessageInvoker(handler);
        _clients.Add(client);
        return client;
    }

    private static Uri OriginOf(TestSetup setup) => new(setup.PlainHttp ? "http://localhost/" : "https://localhost/");

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        Store.Heal();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }
}
