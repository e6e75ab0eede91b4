namespace Cloakroom.Http;

/// <summary>Marks endpoints by which operators act, as the console's: they are served whatever the mode is. Who may use them is their own policy's to say.</summary>
internal sealed class OperatorRoute;
