using Cloakroom.Bench.Servers;

namespace Cloakroom.Bench.Load;

/// <summary>What is to be driven, how, for how long.</summary>
internal sealed record LoadPlan(int Rounds, TimeSpan Duration, TimeSpan Warmup, int Connections, int Sessions, IReadOnlyList<Variant> Variants);
