using Cloakroom.Edge.Forwarding;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Forwarding;

public sealed class ReloadTests
{
    [Fact]
    public void Use_SameServers_KeepsTheConnections()
    {
        using var pools = new UpstreamPools(new ManualClock());
        var options = TestEdge.OptionsFor("http://127.0.0.1:1");
        var first = pools.Use(options);
        options.Forwarding.ActivityTimeout = TimeSpan.FromSeconds(7);

        pools.Use(options).ShouldBeSameAs(first);
    }

    [Fact]
    public async Task Use_OtherServers_RequestsUnderWayFinishOnTheOldOnes()
    {
        var clock = new ManualClock();
        var goOn = new TaskCompletionSource();
        await using var old = await TestUpstream.StartAsync(async context =>
        {
            await context.Response.WriteAsync("begun ");
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            await context.Response.WriteAsync("finished");
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(old.Url), services: services => services.AddSingleton<TimeProvider>(clock));
        var pools = edge.Services.GetRequiredService<UpstreamPools>();
        using var client = edge.CreateClient();
        using var response = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var retired = pools.Current!;

        edge.Services.GetRequiredService<Forwarder>().Use(TestEdge.OptionsFor("http://127.0.0.1:1"));
        clock.Advance(TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(1));
        retired.Running.ShouldBe(1);
        pools.Running.ShouldBe(1);
        goOn.SetResult();

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("begun finished");
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return pools.Retired == 0;
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, old.Url);
        await Should.ThrowAsync<ObjectDisposedException>(() => retired.Upstreams[0].Client.SendAsync(request, TestContext.Current.CancellationToken));
    }
}
