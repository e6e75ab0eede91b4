using Cloakroom.Sessions;

namespace Cloakroom.Cli.Control;

/// <summary>What a command on a store runs in.</summary>
/// <param name="Terminal">Where it writes to.</param>
/// <param name="Environment">The process's variables, which may say where the store is.</param>
/// <param name="Operator">Who it is, for the audit trail.</param>
/// <param name="Time">The clock.</param>
internal sealed record ControlSetting(Terminal Terminal, IReadOnlyDictionary<string, string> Environment, string Operator, TimeProvider Time)
{
    /// <summary>How long a command waits for the store.</summary>
    public StoreCallOptions Limits { get; init; } = new();

    /// <summary>How soon a node must have heard of a change, to count as hearing: a revocation is in force within a second, and a node tells within another.</summary>
    public TimeSpan FeedLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a verification waits for nodes to hear.</summary>
    public TimeSpan FeedWait { get; init; } = TimeSpan.FromSeconds(5);
}
