namespace Cloakroom.Cli.Impact;

/// <summary>How the answer is written.</summary>
internal enum ImpactFormat
{
    Text,
    Json,
    Csv,
}
