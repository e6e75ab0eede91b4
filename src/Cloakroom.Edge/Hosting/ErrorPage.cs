using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Hosting;

/// <summary>Answers for an application that did not, and refuses requests that cannot be understood.</summary>
internal static class ErrorPage
{
    private const string CheckFirst = "Check first whether what you sent has arrived.";

    private static readonly Page Fallback = new(502, "The site did not answer", "No proper answer came back for your request. Please try again in a moment.", CheckFirst);

    private static readonly FrozenDictionary<int, Page> Pages = new Page[]
    {
        Fallback,
        new(400, "This request was not understood", "Your browser, or something on the way, sent a request that can be read in more than one way. Please go back and try another way."),
        new(408, "That took too long", "Your request did not arrive completely. Please try again."),
        new(413, "That is too large", "What you sent is larger than this site accepts. Please send less at once."),
        new(501, "This kind of request is not supported", "Please go back and try another way."),
        new(503, "The site cannot answer just now", "Please try again in a moment.", retryAfter: RetryAfter.Soon),
        new(504, "The site is taking too long", "It did not answer in time. Please try again in a moment.", CheckFirst),
    }.ToFrozenDictionary(page => page.Status);

    /// <param name="context">A request whose response has not begun. Headers set so far are dropped.</param>
    /// <param name="status">400, 408, 413, 501, 502, 503 or 504; anything else is a 502.</param>
    public static Task WriteAsync(HttpContext context, int status)
    {
        context.Response.Clear();
        return Pages.GetValueOrDefault(status, Fallback).WriteAsync(context);
    }
}
