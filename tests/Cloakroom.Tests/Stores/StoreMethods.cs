namespace Cloakroom.Tests.Stores;

/// <summary>The members of a store, to say on which of them a <see cref="Fault"/> strikes.</summary>
[Flags]
internal enum StoreMethods : long
{
    None = 0,
    Open = 1 << 0,
    Create = 1 << 1,
    Read = 1 << 2,
    FindByBinding = 1 << 3,
    Write = 1 << 4,
    Rotate = 1 << 5,
    Touch = 1 << 6,
    Revoke = 1 << 7,
    RevokeById = 1 << 8,
    List = 1 << 9,
    Purge = 1 << 10,
    ReadControl = 1 << 11,
    ReadEpochs = 1 << 12,
    SetMode = 1 << 13,
    AdvanceEpoch = 1 << 14,
    ReadHistory = 1 << 15,
    AppendMixup = 1 << 16,
    ReadMixups = 1 << 17,
    AppendUses = 1 << 18,
    ReadUses = 1 << 19,
    EraseUses = 1 << 20,
    ReadIncidents = 1 << 21,
    WriteIncident = 1 << 22,
    EndInvolved = 1 << 23,
    ReadPolicies = 1 << 24,
    WritePolicies = 1 << 25,
    SetPass = 1 << 26,
    Nodes = 1 << 27,
    Erasure = 1 << 28,
    LeaseAlerts = 1 << 29,
    SettleAlert = 1 << 30,
    Alerts = 1L << 31,
    Notices = 1L << 32,
    Operate = 1L << 33,
    Rates = 1L << 34,

    /// <summary>What answers with session records.</summary>
    Records = Read | FindByBinding | List,

    /// <summary>What changes sessions.</summary>
    SessionWrites = Create | Write | Rotate | Touch | Revoke | RevokeById,

    /// <summary>Everything but <see cref="Open"/>.</summary>
    All = (1L << 35) - 1 - Open,
}
