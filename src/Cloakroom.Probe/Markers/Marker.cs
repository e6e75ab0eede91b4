namespace Cloakroom.Probe.Markers;

/// <summary>A text that belongs to one account and to nobody else, so that whoever else gets it has got something of theirs.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Label">What it is, without its value: <c>email</c>, <c>planted bio</c>, <c>cookie sid</c>, <c>own text, as on /account</c>.</param>
/// <param name="Value">A secret.</param>
/// <param name="Origin">How the probe came by it.</param>
internal sealed record Marker(string Account, string Label, string Value, MarkerOrigin Origin);

internal enum MarkerOrigin
{
    /// <summary>A value of the account that the scenario names as personal.</summary>
    Given,

    /// <summary>Made up by the probe and written into the account.</summary>
    Planted,

    /// <summary>The value of a cookie that the account was given.</summary>
    Cookie,

    /// <summary>Found on the account's pages and on nobody else's.</summary>
    Learned,
}
