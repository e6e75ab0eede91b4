namespace Cloakroom.Cli.Replay;

internal enum ReplayFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs.</summary>
    Json,
}
