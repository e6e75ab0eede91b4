using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Bench.Servers;

/// <summary>Hidden: one variant as a process of its own, until its standard input ends.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";
    public const string Listening = "listening ";

    public static Command Create()
    {
        var variant = new Argument<string>("variant");
        var directory = new Argument<DirectoryInfo>("directory");
        var command = new Command(Name, "Runs one variant.") { variant, directory };
        command.Hidden = true;
        command.SetAction((result, _) => RunAsync(Variant.Of(result.GetRequiredValue(variant)), result.GetRequiredValue(directory).FullName));
        return command;
    }

    private static async Task RunAsync(Variant variant, string directory)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = directory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<StoreCallCounter>();
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(directory, "keys")));
        variant.AddServices(builder, directory);

        await using var app = builder.Build();
        variant.Map(app);
        app.MapGet("/stats", (StoreCallCounter counter) => ServerStats.Take(counter));
        await app.StartAsync();
        await System.Console.Out.WriteLineAsync(Listening + app.Urls.Single());
        // The parent holds the other end: whatever becomes of it, this process ends with it.
        await System.Console.In.ReadToEndAsync();
        await app.StopAsync();
    }
}
