namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>One thing that a source says.</summary>
/// <param name="Key">Which option, in the source's own spelling, levels parted by <c>:</c>.</param>
/// <param name="Shape">What it looks like in the source.</param>
/// <param name="Value">The text of a single value.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record Setting(string Key, SettingShape Shape, string? Value, SettingPlace Place);
