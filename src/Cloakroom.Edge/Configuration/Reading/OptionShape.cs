namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>What an option holds.</summary>
internal enum OptionShape
{
    Value,
    Object,
    List,
}
