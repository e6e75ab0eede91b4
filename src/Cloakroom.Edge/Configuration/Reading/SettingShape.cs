namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>What a setting looks like in its source.</summary>
internal enum SettingShape
{
    Value,
    Object,
    List,
    Null,
}
