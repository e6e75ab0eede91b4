namespace Cloakroom;

/// <summary>Names that applications refer to.</summary>
public static class CloakroomDefaults
{
    /// <summary>The authentication scheme: <c>Cloakroom</c>.</summary>
    public const string AuthenticationScheme = "Cloakroom";

    /// <summary>The name of the <c>Meter</c> and of the <c>ActivitySource</c>: <c>Cloakroom</c>.</summary>
    public const string TelemetryName = "Cloakroom";

    /// <summary>The response header that names the session a response was made for; see <c>HttpContext.GetCloakroomOwnerTag()</c>.</summary>
    public const string OwnerTagHeader = "Cloakroom-Owner";
}
