using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Bench.Probe;

/// <summary><c>probe-serve</c>: an application's page for the probe: a session looked up, a signature checked, 100 rows of a table rendered with everything encoded.</summary>
internal static class ProbeServeCommand
{
    public const string Name = "probe-serve";
    public const string Listening = "listening on ";

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    public static Command Create()
    {
        var command = new Command(Name, "Serves an application page until standard input ends.") { Hidden = true };
        command.SetAction(async (_, cancellationToken) =>
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            await using var app = builder.Build();
            app.MapGet("/page", PageAsync);
            await app.StartAsync(cancellationToken);
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
            System.Console.WriteLine(Listening + address);
            await System.Console.In.ReadToEndAsync(cancellationToken);
        });
        return command;
    }

    private static Task PageAsync(HttpContext context)
    {
        var session = context.Request.Cookies["sid"] ?? "nobody";
        var signature = HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(session));
        var page = new StringBuilder("<!doctype html><title>Orders</title><table>");
        for (var row = 0; row < 100; row++)
        {
            page.Append("<tr><td>").Append(HtmlEncoder.Default.Encode($"{session} & order {row}")).Append("<td>")
                .Append(HtmlEncoder.Default.Encode(((row * 7919 % 100_000) / 100.0).ToString("C", CultureInfo.InvariantCulture)))
                .Append("<td>").Append(signature[row % 32].ToString("x2", CultureInfo.InvariantCulture));
        }

        page.Append("</table>");
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "private, no-store";
        return context.Response.WriteAsync(page.ToString());
    }
}
