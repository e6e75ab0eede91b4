namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>Where something was set: <c>edge.json:7</c>, <c>CLOAKROOM_EDGE_Listen__0</c>, <c>--listen</c>.</summary>
/// <param name="Text">For people.</param>
/// <param name="NamesOption">Whether it says by itself which option is meant.</param>
internal sealed record SettingPlace(string Text, bool NamesOption);
