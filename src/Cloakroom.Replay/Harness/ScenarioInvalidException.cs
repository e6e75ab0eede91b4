namespace Cloakroom.Replay.Harness;

/// <summary>The scenario proves nothing: something other than the fault did not work. The message says what.</summary>
internal sealed class ScenarioInvalidException(string message) : Exception(message);
