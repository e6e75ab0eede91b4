namespace Cloakroom.Incidents;

/// <summary>What others saw of one tenant's.</summary>
/// <param name="Tenant">Null for sessions without one.</param>
/// <param name="Sessions">How many of its sessions were seen.</param>
/// <param name="Receivers">By how many.</param>
/// <param name="AcrossTenants">How many of the pairs are with somebody of another tenant, or of none that is known.</param>
/// <param name="Requests">In how many requests.</param>
internal sealed record TenantImpact(string? Tenant, int Sessions, int Receivers, int AcrossTenants, long Requests);
