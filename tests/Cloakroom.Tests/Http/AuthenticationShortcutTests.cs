using System.Diagnostics.Metrics;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Cloakroom.Tests.Http;

/// <summary>Which requests go past the framework's authentication middleware (decision 0009), told by the framework's own meter.</summary>
public sealed class AuthenticationShortcutTests
{
    [Fact]
    public async Task Request_WithASession_SparesTheFrameworksWay()
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        using var authentications = new Authentications(app);

        (await browser.BodyAsync("/me")).ShouldBe("alice");
        (await app.Browse().BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);

        authentications.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Request_ApplicationsOwnAuthenticationMiddleware_GoesTheFrameworksWay()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Before = static web => web.UseAuthentication());
        var browser = await app.Browse().SignInAsync("alice");
        using var authentications = new Authentications(app);

        (await browser.BodyAsync("/me")).ShouldBe("alice");

        authentications.Count.ShouldBe(1);
    }

    /// <summary>Counts what the authentication services of one application do.</summary>
    private sealed class Authentications : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _count;

        public Authentications(TestApp app)
        {
            var scope = app.Get<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "aspnetcore.authentication.authenticate.duration" && ReferenceEquals(instrument.Meter.Scope, scope))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _count));
            _listener.Start();
        }

        public int Count => Volatile.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }
}
