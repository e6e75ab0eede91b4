using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Probe.Tests.Faults;

/// <summary>Who was refused by a site of two, and at which request.</summary>
internal sealed class RefusedSignIns
{
    private readonly ConcurrentDictionary<string, int> _first = new();

    /// <param name="context">With the form to sign in.</param>
    /// <param name="number">Of the request.</param>
    public async Task NoteAsync(HttpContext context, int number) => _first.TryAdd((await context.Request.ReadFormAsync())["user"].ToString(), number);

    /// <summary>Both were, and so many have asked since then that whoever was refused has taken it in.</summary>
    public bool AreKnown(FaultySite site) => _first.Count == 2 && site.Requests > _first.Values.Max() + 80;
}
