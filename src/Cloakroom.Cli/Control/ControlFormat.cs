namespace Cloakroom.Cli.Control;

internal enum ControlFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For programs.</summary>
    Json,
}
