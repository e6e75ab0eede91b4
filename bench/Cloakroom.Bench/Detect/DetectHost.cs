using System.Security.Cryptography;
using Cloakroom.Alerts;
using Cloakroom.Bench.Edge;
using Cloakroom.Bench.Pieces;
using Cloakroom.Bench.Servers;
using Cloakroom.Edge.Configuration;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Bench.Detect;

/// <summary>What somebody who has signed in holds: what shows the session, and what binds it to the browser.</summary>
internal sealed record Visitor(string Session, string Binding)
{
    public string Cookies => Session + "; " + Binding;
}

/// <summary>An application with the library, or an edge: its whole pipeline on SQLite with one webhook, without a network in front.</summary>
internal sealed class DetectHost(IServiceProvider services, Func<string, string, string, string?, Task<DirectResponse>> send, string sessionCookie, IAsyncDisposable host) : IAsyncDisposable
{
    public ICloakroomStore Store => services.GetRequiredService<ICloakroomStore>();

    public static async Task<DetectHost> LibraryAsync(string directory, string webhook)
    {
        var server = new DirectServer();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = directory });
        builder.Logging.ClearProviders();
        builder.Services.AddCloakroom(options => options.Alerts.Destinations.Add(new AlertDestinationOptions { Name = "bench", Url = webhook, Closings = false, Escalations = false }))
            .AddSqliteStore(options => options.Path = Path.Combine(directory, "sessions.db"));
        builder.Services.Replace(ServiceDescriptor.Singleton<IServer>(server));
        var app = builder.Build();
        app.UseCloakroom();
        Endpoints.MapPrincipal(app, CloakroomDefaults.AuthenticationScheme);
        await app.StartAsync();
        return new DetectHost(app.Services, server.SendAsync, "__Host-cloakroom=", app);
    }

    public static async Task<DetectHost> EdgeAsync(string directory, string webhook)
    {
        var edge = await DirectEdge.StartAsync(
            directory,
            static request => request.Method == HttpMethod.Post ? DirectEdge.SignedIn(RandomNumberGenerator.GetHexString(32, lowercase: true)) : DirectEdge.Page(),
            options => options.Alerts.Destinations.Add(new EdgeAlertDestinationOptions { Name = "bench", Url = webhook, Closings = false, Escalations = false }));
        return new DetectHost(edge.Services, (method, path, _, cookie) => edge.SendAsync(method, path, cookie), OriginApplication.CookieName + "=", edge);
    }

    /// <summary>Signs in, and once more: the first cookie of a new browser is not another's when two new ones race.</summary>
    public async Task<Visitor> SignInAsync(int user)
    {
        var first = await SignInAsync(user, null);
        var again = await SignInAsync(user, first.Cookies);
        return new Visitor(again.Session, again.Binding.Length > 0 ? again.Binding : first.Binding);
    }

    public Task<DirectResponse> GetAsync(string cookies) => send("GET", "/me", "", cookies);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private async Task<Visitor> SignInAsync(int user, string? cookies)
    {
        var response = await send("POST", "/sign-in", $"?user={user}", cookies);
        var pairs = response.Headers.SetCookie.Select(line => line!.Split(';')[0]).ToList();
        return new Visitor(
            pairs.Find(pair => pair.StartsWith(sessionCookie, StringComparison.Ordinal)) ?? throw new InvalidOperationException($"Nobody was signed in: {response.StatusCode}."),
            pairs.Find(pair => !pair.StartsWith(sessionCookie, StringComparison.Ordinal) && !pair.EndsWith('=')) ?? "");
    }
}
