using System.Net;
using Cloakroom.Sessions;
using Microsoft.Extensions.Options;

namespace Cloakroom.Rates;

/// <summary>Counts what the signals need, on the way of every request: a few additions on counters of the core's own, and for a sample of sessions a look-up.</summary>
internal sealed class RateCounters
{
    public const int ManySessions = 3;
    public const int ManyNetworks = 4;

    private readonly StripedCounter _requests = new();
    private readonly StripedCounter _signOuts = new();
    private readonly StripedCounter _foreign = new();
    private readonly StripedCounter _static = new();
    private readonly StripedCounter _staticWithCookies = new();
    private readonly DistinctWatch _presenters = new(ManySessions);
    private readonly DistinctWatch _sessions = new(ManyNetworks);
    private readonly KeyedMix _mix = new();
    private readonly RateOptions _options;

    public RateCounters(IOptions<CloakroomOptions> options)
    {
        _options = options.Value.Rates;
        IsEnabled = _options.Enabled;
    }

    public bool IsEnabled { get; }

    /// <summary>How many sessions and presenters are in memory.</summary>
    public int Watched => _presenters.Count + _sessions.Count;

    /// <summary>A request with a session.</summary>
    public void Request()
    {
        if (IsEnabled)
            _requests.Increment();
    }

    /// <summary>A session was ended by its user.</summary>
    public void SignOut()
    {
        if (IsEnabled)
            _signOuts.Increment();
    }

    /// <summary>A session was presented with a foreign binding, by somebody who has not done so within the minute.</summary>
    public void Foreign()
    {
        if (IsEnabled)
            _foreign.Increment();
    }

    /// <summary>A request for a static route.</summary>
    public void Static(bool withCookies)
    {
        if (!IsEnabled)
            return;
        _static.Increment();
        if (withCookies)
            _staticWithCookies.Increment();
    }

    /// <summary>Somebody brought a session, whether it was let in or not.</summary>
    /// <param name="presenter">Who, as the journal has it; 0 for one that is not known, who may be many.</param>
    /// <param name="session">Which.</param>
    public void Presented(UInt128 presenter, UInt128 session)
    {
        if (!IsEnabled || !_options.PresenterSessions || presenter == 0 || session == 0)
            return;
        var id = _mix.Of(presenter);
        if (_presenters.Samples(id))
            _presenters.Note(id, _mix.Of(session));
    }

    /// <summary>Whether it is of use to know where the session is used from.</summary>
    public bool Samples(UInt128 session) => IsEnabled && _options.SessionNetworks && _sessions.Samples(_mix.Of(session));

    /// <summary>A session was used from an address, of which the network alone is looked at, and kept as a keyed hash for ten minutes.</summary>
    /// <param name="session">Which.</param>
    /// <param name="address">The client's; null when there is none, as on a Unix socket.</param>
    public void UsedFrom(UInt128 session, IPAddress? address)
    {
        if (address is not null && Samples(session))
            _sessions.Note(_mix.Of(session), _mix.OfNetwork(address));
    }

    /// <summary>Ends a minute.</summary>
    /// <returns>By <see cref="RateSignal"/>.</returns>
    public IReadOnlyDictionary<RateSignal, RateCount> TakeMinute()
    {
        var requests = _requests.Take();
        return new Dictionary<RateSignal, RateCount>
        {
            [RateSignal.SignOuts] = new(_signOuts.Take(), requests),
            [RateSignal.ForeignBindings] = new(_foreign.Take(), requests),
            [RateSignal.PresenterSessions] = _presenters.TakeMinute(),
            [RateSignal.SessionNetworks] = _sessions.TakeMinute(),
            // In this order, or a request in between would be more than all.
            [RateSignal.CookiesOnStatic] = new(_staticWithCookies.Take(), _static.Take()),
        };
    }
}
