using Cloakroom.Console.Live;
using Cloakroom.Console.Pages;
using Cloakroom.Console.Views;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Console.Hosting;

/// <summary>Reads a page.</summary>
internal delegate Task<ConsolePage> PageLoader(HttpContext context, Links links, CancellationToken cancellationToken);

/// <summary>Answers requests: the same headers, the same failures, whatever the page.</summary>
/// <param name="mount">The console.</param>
internal sealed class ConsoleHandlers(Mount mount)
{
    /// <summary>The query by which the script asks for what changes instead of the whole page.</summary>
    public const string Live = "live";

    private const int MaxBody = 16 * 1024;

    /// <summary>A page, or what changes on it.</summary>
    public RequestDelegate Page(PageLoader load) => Guarded(async (context, links) =>
    {
        if (context.Request.Query.ContainsKey(Live))
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, mount.Stopping);
            var stream = new LiveStream(mount, token => load(context, links, token));
            // Proxies that collect an answer before they pass it on would make it anything but live.
            context.Response.Headers["X-Accel-Buffering"] = "no";
            try
            {
                await TypedResults.ServerSentEvents(stream.WatchAsync(either.Token)).ExecuteAsync(context);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                // The browser has gone to another page, or the application stops.
            }

            return;
        }

        var page = await load(context, links, context.RequestAborted);
        if (context.Request.Query.ContainsKey(Links.Done))
            page = page with { Regions = [new Region("done", Pieces.Notice("Done, and written down."), IsLive: false), .. page.Regions] };
        await WriteAsync(context, links, page);
    });

    /// <summary>A form that a page of the console has sent.</summary>
    public RequestDelegate Form(Func<HttpContext, Links, IFormCollection, Task> take) => Guarded(async (context, links) =>
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MaxBody || !await mount.Forgery.IsOwnAsync(context))
        {
            Log.ForgeryRefused(mount.Logger, context.Request.Path);
            await WriteAsync(context, links, Message("Not done", "This form did not come from a page that was made for you, or it is too old. Nothing was changed. Go back, load the page again and repeat it.", links, StatusCodes.Status400BadRequest));
            return;
        }

        await take(context, links, await context.Request.ReadFormAsync(context.RequestAborted));
    });

    public RequestDelegate Guarded(Func<HttpContext, Links, Task> answer) => async context =>
    {
        ConsoleHeaders.Set(context);
        var links = Mount.LinksOf(context);
        if (!mount.IsOpen)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (!await mount.AdmitsAsync(context))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        try
        {
            await answer(context, links);
        }
        catch (CloakroomException e) when (e.Code is CloakroomErrorCode.StoreUnavailable or CloakroomErrorCode.StoreUnusable && !context.Response.HasStarted)
        {
            if (context.RequestAborted.IsCancellationRequested)
                return;
            Log.StoreFailed(mount.Logger, e.Message);
            context.Response.Headers.RetryAfter = "5";
            await WriteAsync(context, links, Message("The store does not answer.", "Nothing is known about sessions right now. If you were changing something, it may or may not have been done: look at the audit trail when the store is back.", links, StatusCodes.Status503ServiceUnavailable));
        }
    };

    public async Task WriteAsync(HttpContext context, Links links, ConsolePage page)
    {
        var live = page.Interval is null ? null : context.Request.PathBase.Add(context.Request.Path).ToUriComponent() + context.Request.QueryString.Add(Live, "1").ToUriComponent();
        var text = await mount.Renderer.RenderAsync(page, links, Mount.UserOf(context), live);
        context.Response.StatusCode = page.Status;
        context.Response.ContentType = "text/html; charset=utf-8";
        // What the antiforgery service sets is weaker.
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    public static ConsolePage Message(string title, string text, Links links, int status) =>
        new(title, Section.Overview, [new Region("message", ConfirmParts.Message(title, text, links.Overview, "To the overview"), IsLive: false)]) { Status = status };

    public static ConsolePage NotFound(string what, Links links) => Message("Not found", $"{what} It may be past its retention.", links, StatusCodes.Status404NotFound);
}
