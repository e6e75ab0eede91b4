namespace Cloakroom.Edge.Configuration;

/// <summary>What becomes of a request whose sealed cookie does not open.</summary>
internal enum ForeignAnswer
{
    SignedOut,
    Unauthorized,
}
