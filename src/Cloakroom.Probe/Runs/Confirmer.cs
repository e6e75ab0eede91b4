using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>Tries findings again: what was seen once may have been a coincidence, and what can be seen again can be mended.</summary>
internal sealed class Confirmer(IProbeClient client, FindingBook findings, AccountSessions sessions, IReadOnlyList<Account> everybody, ProbeOptions options, TimeProvider time)
{
    /// <summary>At one address and at two, where nothing speaks for a cache.</summary>
    private const int RoundsByAddress = 3;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, long> _seen = new(StringComparer.Ordinal);

    /// <summary>Whether a finding waits.</summary>
    public bool HasWork
    {
        get
        {
            lock (_gate)
                return findings.Unconfirmed(Severity.Warning).Any(waiting => !_taken.Contains(waiting.Id));
        }
    }

    /// <summary>Hears of every sighting.</summary>
    public void Note(Sighting sighting)
    {
        if (sighting.Received.Request.Tactic == Tactic.Confirm)
            _seen.AddOrUpdate(findings.IdOf(sighting), 1, (_, count) => count + 1);
    }

    /// <summary>Tries one finding as often as asked for, the worst first; nothing when none waits.</summary>
    public async Task RunOneAsync(CancellationToken cancellationToken)
    {
        Suspicion? one;
        lock (_gate)
        {
            one = findings.Unconfirmed(Severity.Warning).FirstOrDefault(waiting => _taken.Add(waiting.Id));
        }

        if (one is null)
            return;
        for (var attempt = 0; attempt < options.Confirmations; attempt++)
        {
            // At once, and then with rests, so that the owner's answer is the one that is stored.
            if (attempt > 0 && one.Owner is not null && one.Owner != one.Receiver)
                await Task.Delay(options.Windows[Math.Min(attempt - 1, options.Windows.Count - 1)] + TimeSpan.FromMilliseconds(100), time, cancellationToken);
            var before = _seen.GetValueOrDefault(one.Id);
            try
            {
                await TryAsync(one, cancellationToken);
            }
            catch (MannersException e) when (e.Rule != MannersRule.Total)
            {
                // Such as a host of assets that is down by now: it stays a finding that was not tried again.
                return;
            }

            findings.Confirmed(one.Id, _seen.GetValueOrDefault(one.Id) > before);
        }

        await TryByAddressAsync(one, cancellationToken);
    }

    /// <summary>Owner and receiver at one address, and at two: what the application mixes up shows at two as well, and what a cache has stored does not.</summary>
    private async Task TryByAddressAsync(Suspicion one, CancellationToken cancellationToken)
    {
        var page = new Uri(ColdAddress.Plain(one.ReceiverRequest.Url));
        if (!one.HasNoCacheInSight || one.Owner is not { } owner || owner == one.Receiver || page.Query.Length > 0 || one.ReceiverRequest.Method != HttpMethod.Get)
            return;
        for (var round = 0; round < RoundsByAddress; round++)
        {
            try
            {
                var both = ColdAddress.Of(page);
                var atOne = await ShowsAsync(both, both);
                var atTwo = await ShowsAsync(ColdAddress.Of(page), ColdAddress.Of(page));
                findings.TriedByAddress(one.Id, atOne, atTwo);
                if (!atOne || atTwo)
                    return;
            }
            catch (MannersException e) when (e.Rule != MannersRule.Total)
            {
                return;
            }
        }

        async Task<bool> ShowsAsync(Uri owners, Uri receivers)
        {
            var before = _seen.GetValueOrDefault(one.Id);
            await SendAsync(AccountOf(owner), one.ReceiverRequest, owners, cancellationToken);
            await SendAsync(AccountOf(one.Receiver), one.ReceiverRequest, receivers, cancellationToken);
            return _seen.GetValueOrDefault(one.Id) > before;
        }
    }

    private async Task TryAsync(Suspicion one, CancellationToken cancellationToken)
    {
        var url = one.ReceiverRequest.Url;
        if (ColdAddress.IsCold(url))
            url = ColdAddress.Of(new Uri(ColdAddress.Plain(url)));

        var receiver = AccountOf(one.Receiver);
        var owner = one.Owner is null ? null : AccountOf(one.Owner);
        if (owner is null || owner == receiver)
        {
            await SendAsync(receiver, one.ReceiverRequest, url, cancellationToken);
        }
        else if (one.Gap is { } gap && gap <= TimeSpan.Zero)
        {
            await Task.WhenAll(((Account[])[owner, receiver, owner, receiver]).Select(party => SendAsync(party, one.ReceiverRequest, url, cancellationToken)));
        }
        else
        {
            await SendAsync(owner, one.OwnerRequest.Method == one.ReceiverRequest.Method ? one.OwnerRequest : one.ReceiverRequest, url, cancellationToken);
            await SendAsync(receiver, one.ReceiverRequest, url, cancellationToken);
        }
    }

    private async Task SendAsync(Account party, ProbeRequest request, Uri url, CancellationToken cancellationToken)
    {
        // A second sign-in would take the session away from the first.
        if (request.IsFromScenario && request.Method != HttpMethod.Get)
            return;
        using var turn = await sessions.EnterAsync(party, cancellationToken);
        await client.SendAsync(party, request with { Url = url, Tactic = Tactic.Confirm, CancelAfter = null, Cookies = CookieKeeping.WhenClear }, cancellationToken);
    }

    private Account AccountOf(string name) => everybody.First(account => account.Name == name);
}
