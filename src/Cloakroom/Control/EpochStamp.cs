namespace Cloakroom.Control;

/// <summary>The three epochs that a session hangs on. Counters, not times: no clock has to agree with another.</summary>
internal readonly record struct EpochStamp(long All, long Tenant, long Subject);

/// <summary>What an epoch ends when it advances.</summary>
internal enum EpochScope
{
    All,
    Tenant,
    Subject,
}
