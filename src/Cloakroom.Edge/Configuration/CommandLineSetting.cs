namespace Cloakroom.Edge.Configuration;

/// <summary>One option of the command line that sets one value.</summary>
/// <param name="Option">As it was given: <c>--upstream</c>.</param>
/// <param name="Key">What it sets: <c>Upstreams:0:Url</c>.</param>
/// <param name="Value">As it was given.</param>
internal sealed record CommandLineSetting(string Option, string Key, string Value);
