using System.Net;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Http;

/// <summary>Blazor server rendering, streaming rendering and the interactive circuit's negotiation raise no mix-up.</summary>
public sealed class BlazorTests
{
    [Fact]
    public async Task RazorComponents_StaticStreamingAndInteractive_KnowTheUserAndNoMixup()
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.Kestrel = true;
            setup.Services = services =>
            {
                services.AddRazorComponents().AddInteractiveServerComponents();
                services.AddHttpContextAccessor();
                services.AddCascadingAuthenticationState();
            };
            setup.Then = web =>
            {
                web.UseAntiforgery();
                web.MapRazorComponents<SampleRoot>().AddInteractiveServerRenderMode();
            };
        });
        var alice = await app.Browse().SignInAsync("alice");
        await alice.PostAsync("/data/basket/apples");

        var page = await alice.GetAsync("/sample-page");
        page.Status.ShouldBe(HttpStatusCode.OK, page.Body);
        page.Body.ShouldContain("alice apples loading");
        page.Body.ShouldContain("alice apples loaded");
        page.Body.ShouldContain("\"type\":\"server\"");
        page.CacheDirectives.ShouldContain("no-store");
        (await alice.PostAsync("/_blazor/negotiate?negotiateVersion=1")).Status.ShouldBe(HttpStatusCode.OK);
        (await app.Browse().GetAsync("/sample-page")).Body.ShouldContain("nobody - loaded");

        app.Mixups.All.ShouldBeEmpty();
    }
}

public sealed class SampleRoot : ComponentBase
{
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "html");
        builder.OpenElement(1, "body");
        builder.OpenComponent<SamplePage>(2);
        builder.CloseComponent();
        builder.OpenComponent<SampleCounter>(3);
        builder.AddComponentRenderMode(new InteractiveServerRenderMode());
        builder.CloseComponent();
        builder.CloseElement();
        builder.CloseElement();
    }
}

[Route("/sample-page")]
[StreamRendering]
public sealed class SamplePage : ComponentBase
{
    private string _state = "loading";

    [Inject]
    public IHttpContextAccessor Accessor { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        await Task.Delay(20);
        _state = "loaded";
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        var context = Accessor.HttpContext!;
        builder.AddContent(0, $"{TestEndpoints.WhoIs(context)} {context.Session.GetString("basket") ?? "-"} {_state}");
    }
}

public sealed class SampleCounter : ComponentBase
{
    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, "count");
}
