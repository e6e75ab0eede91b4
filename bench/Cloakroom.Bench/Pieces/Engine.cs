using Cloakroom.Bench.Samples;
using Cloakroom.Http;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ControlFeed = Cloakroom.Control.ControlFeed;

namespace Cloakroom.Bench.Pieces;

/// <summary>The session engine as <c>AddCloakroom</c> makes it, without a server.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Engine(ServiceProvider services) => _services = services;

    public SessionOpener Opener => _services.GetRequiredService<SessionOpener>();

    public SessionWriter Writer => _services.GetRequiredService<SessionWriter>();

    public NearCache Cache => _services.GetRequiredService<NearCache>();

    public ControlFeed Feed => _services.GetRequiredService<ControlFeed>();

    public ICloakroomStore Store => _services.GetRequiredService<ICloakroomStore>();

    public StoreCalls Calls => _services.GetRequiredService<StoreCalls>();

    public UseJournal Uses => _services.GetRequiredService<UseJournal>();

    public RecordSeal Seal => _services.GetRequiredService<RecordSeal>();

    public CookieReader Cookies => _services.GetRequiredService<CookieReader>();

    /// <param name="sqlitePath">The file; null for the in-memory store.</param>
    /// <param name="configure">Options.</param>
    /// <param name="isDurable">False where a store is only filled: it then does not wait for the disk.</param>
    public static async Task<Engine> StartAsync(string? sqlitePath = null, Action<CloakroomOptions>? configure = null, bool isDurable = true)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging(logging => logging.ClearProviders());
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        var cloakroom = services.AddCloakroom(options => configure?.Invoke(options));
        if (sqlitePath is not null)
            cloakroom.AddSqliteStore(options => (options.Path, options.Synchronous) = (sqlitePath, isDurable ? SqliteSynchronous.Full : SqliteSynchronous.Normal));
        var engine = new Engine(services.BuildServiceProvider());
        await engine.Store.OpenAsync(CancellationToken.None);
        await engine.Feed.ConfirmAsync(CancellationToken.None);
        await ((IHostedService)engine.Feed).StartAsync(CancellationToken.None);
        return engine;
    }

    public static SessionDraft Draft(int user) => new()
    {
        Ticket = new AuthenticationTicket(
            SamplePeople.Create(user, CloakroomDefaults.AuthenticationScheme), CloakroomDefaults.AuthenticationScheme),
        Subject = SamplePeople.Claims(user)[0].Value,
        ClientLabel = "Firefox on Linux",
    };

    public async ValueTask DisposeAsync()
    {
        await ((IHostedService)Feed).StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
