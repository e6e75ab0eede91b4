namespace Cloakroom.Cli.Control;

/// <summary>The command cannot do what was asked; its message is all that there is to say.</summary>
internal sealed class ControlException(string message) : Exception(message);
