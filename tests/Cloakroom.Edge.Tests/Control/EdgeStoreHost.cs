using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Issuing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Tests.Control;

/// <summary>The store side of an edge as it is composed, on a file that others may share, and by default on the real clock.</summary>
internal sealed class EdgeStoreHost : IAsyncDisposable
{
    private readonly IHost _host;

    private EdgeStoreHost(IHost host) => _host = host;

    public EdgeControl Control => Get<EdgeControl>();

    public IIssueLedger Ledger => Get<IIssueLedger>();

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public static EdgeStoreHost Build(string directory, string listen = "http://127.0.0.1:1", bool inMemory = false, TimeProvider? time = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        var options = new EdgeOptions { Listen = { listen } };
        options.Store.Directory = directory;
        options.Store.InMemory = inMemory;
        builder.Services.AddEdgeStore(options);
        var protection = builder.Services.AddDataProtection();
        _ = inMemory ? protection.UseEphemeralDataProtectionProvider() : protection.PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(directory, "keys")));
        return new EdgeStoreHost(builder.Build());
    }

    public static async Task<EdgeStoreHost> StartAsync(string directory, string listen = "http://127.0.0.1:1", bool inMemory = false, TimeProvider? time = null)
    {
        var host = Build(directory, listen, inMemory, time);
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public Task StartAsync() => _host.StartAsync(TestContext.Current.CancellationToken);

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
