namespace Cloakroom.Http;

/// <summary>The name of the one authentication scheme that is Cloakroom's in this application.</summary>
internal sealed class SchemeName
{
    public string Value { get; set; } = CloakroomDefaults.AuthenticationScheme;
}
