using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Bench.Alerts;

/// <summary>Takes every request for an alert and notes when it came.</summary>
internal static class AlertReceiver
{
    /// <param name="time">The clock.</param>
    /// <param name="arrivals">Gets the timestamp of each.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<WebApplication> StartAsync(TimeProvider time, ChannelWriter<long> arrivals, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context =>
        {
            arrivals.TryWrite(time.GetTimestamp());
            return Task.CompletedTask;
        });
        await app.StartAsync(cancellationToken);
        return app;
    }
}
