using System.Diagnostics;
using Cloakroom.Journal;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Guard;

/// <summary>By what the application's own logs name a request (W3C Trace Context).</summary>
/// <param name="Id">The trace id.</param>
/// <param name="Header">The <c>traceparent</c> to send; null when the client has sent one, which goes on as it is.</param>
internal sealed record RequestTrace(UInt128 Id, string? Header)
{
    public const string HeaderName = "traceparent";

    /// <summary>The client's, else that of the edge's own activity, else a new one.</summary>
    public static RequestTrace Of(HttpRequest request)
    {
        var brought = request.Headers.TraceParent;
        if (brought.Count == 1 && ActivityContext.TryParse(brought, null, out var context))
            return new RequestTrace(UnsafeUse.BitsOf(context.TraceId), null);
        if (brought.Count > 0)
            // What it means is for the application to say; there is nothing to find it by.
            return new RequestTrace(0, null);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            return new RequestTrace(UnsafeUse.BitsOf(activity.TraceId), activity.Id);
        var trace = ActivityTraceId.CreateRandom();
        return new RequestTrace(UnsafeUse.BitsOf(trace), $"00-{trace}-{ActivitySpanId.CreateRandom()}-00");
    }
}
