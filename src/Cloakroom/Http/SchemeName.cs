namespace Cloakroom.Http;

/// <summary>The name of the one authentication scheme that is Cloakroom's in this application.</summary>
internal sealed class SchemeName
{
    /// <summary>Whether the application has named it, as against the default.</summary>
    public bool IsChosen { get; set; }

    public string Value { get; set; } = CloakroomDefaults.AuthenticationScheme;
}
