namespace Cloakroom.Cli.Control;

/// <summary>What a command on a store runs in.</summary>
/// <param name="Terminal">Where it writes to.</param>
/// <param name="Environment">The process's variables, which may say where the store is.</param>
/// <param name="Operator">Who it is, for the audit trail.</param>
/// <param name="Time">The clock.</param>
internal sealed record ControlSetting(Terminal Terminal, IReadOnlyDictionary<string, string> Environment, string Operator, TimeProvider Time);
