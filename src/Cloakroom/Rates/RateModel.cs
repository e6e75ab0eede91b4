namespace Cloakroom.Rates;

/// <summary>What is known of a signal before any of it is seen: how lumpy and how restless it is on normal days. Reasons and figures: decision 0018.</summary>
/// <param name="Cluster">How many come together at least, so that they count as one piece of evidence (a train full of phones, a browser that polls); 1 or more.</param>
/// <param name="Spread">How much the share itself changes within two hours on a normal day, as a standard deviation relative to the share.</param>
/// <param name="MinCount">Fewer in five minutes are never told.</param>
/// <param name="MinShare">A smaller share is never told.</param>
internal sealed record RateModel(double Cluster, double Spread, long MinCount, double MinShare)
{
    public static RateModel Of(RateSignal signal) => signal switch
    {
        RateSignal.SignOuts => new RateModel(Cluster: 2, Spread: 0.1, MinCount: 30, MinShare: 0.002),
        RateSignal.ForeignBindings => new RateModel(Cluster: 5, Spread: 0.3, MinCount: 20, MinShare: 0),
        RateSignal.PresenterSessions => new RateModel(Cluster: 4, Spread: 0.25, MinCount: 10, MinShare: 0.01),
        RateSignal.SessionNetworks => new RateModel(Cluster: 10, Spread: 0.2, MinCount: 30, MinShare: 0.02),
        RateSignal.CookiesOnStatic => new RateModel(Cluster: 15, Spread: 0.2, MinCount: 60, MinShare: 0.01),
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };
}
