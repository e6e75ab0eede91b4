namespace Cloakroom.Probe.Plans;

/// <summary>One address that is tried with pairs of accounts.</summary>
/// <param name="Url">Absolute.</param>
/// <param name="Kind">What it looked like when the probe looked around.</param>
internal sealed record Target(Uri Url, TargetKind Kind)
{
    /// <summary>Whether accounts got different content there, or the page says who one is.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>How the probe came by it: a journey's name, or the page that links to it.</summary>
    public string FoundIn { get; init; } = "";
}

internal enum TargetKind
{
    Page,
    Asset,

    /// <summary>A path variant of a page, which exists for caches only.</summary>
    Variant,
}
