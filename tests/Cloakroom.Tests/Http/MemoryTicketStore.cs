using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Cloakroom.Tests.Http;

/// <summary>The ticket store that everybody writes: a dictionary behind cookie authentication. For red twins, with the faults of the incidents.</summary>
internal sealed class MemoryTicketStore : ITicketStore
{
    private readonly ConcurrentDictionary<string, AuthenticationTicket> _tickets = new();
    private int _count;

    /// <summary>What the store files every ticket under; null for keys as they should be.</summary>
    public string? ConstantKey { get; set; }

    public bool IsDown { get; set; }

    /// <summary>Runs between reading a ticket and answering.</summary>
    public Func<Task>? WhileRenewing { get; set; }

    public Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = ConstantKey ?? $"ticket-{Interlocked.Increment(ref _count)}";
        _tickets[key] = ticket;
        return Task.FromResult(key);
    }

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        if (WhileRenewing is not null)
            await WhileRenewing();
        _tickets[key] = ticket;
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => IsDown
        ? Task.FromException<AuthenticationTicket?>(new IOException("Down."))
        : Task.FromResult(_tickets.GetValueOrDefault(key));

    public Task RemoveAsync(string key)
    {
        _tickets.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    /// <summary>Answers one user's key with another's ticket.</summary>
    public void Swap()
    {
        var keys = _tickets.Keys.ToArray();
        (_tickets[keys[0]], _tickets[keys[1]]) = (_tickets[keys[1]], _tickets[keys[0]]);
    }
}
