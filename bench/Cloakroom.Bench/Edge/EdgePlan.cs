namespace Cloakroom.Bench.Edge;

/// <summary>What is to be driven, how, for how long.</summary>
internal sealed record EdgePlan(int Rounds, TimeSpan Duration, TimeSpan Warmup, int Users, IReadOnlyList<Setting> Settings, IReadOnlyList<ProxyKind> Proxies);

/// <summary>One kind of load.</summary>
/// <param name="Body">The page: <c>1k</c> or <c>100k</c>.</param>
/// <param name="Connections">How many at once.</param>
internal sealed record Setting(string Body, int Connections);
