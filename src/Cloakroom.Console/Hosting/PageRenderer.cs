using Cloakroom.Console.Pages;
using Cloakroom.Console.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Console.Hosting;

/// <summary>Renders components to text. They neither inject nor wait for anything, so that the application's services do not matter to them.</summary>
internal sealed class PageRenderer(ILoggerFactory logging)
{
    private readonly ServiceProvider _nothing = new ServiceCollection().BuildServiceProvider();

    public Task<string> RenderAsync(ConsolePage page, Links links, string user, string? live) =>
        RenderAsync(Document.Of(page, links, user, ConsoleAsset.Style.Name, ConsoleAsset.Script.Name, live));

    public async Task<string> RenderAsync(RenderFragment content)
    {
        await using var renderer = new HtmlRenderer(_nothing, logging);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var rendered = await renderer.RenderComponentAsync<Fragment>(ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(Fragment.Content)] = content }));
            return rendered.ToHtmlString();
        });
    }
}
