namespace Cloakroom.Control;

/// <summary>What a process has to tell of itself.</summary>
internal interface INodeState
{
    /// <summary>Something that operators wait for is in force now.</summary>
    event Action? Changed;

    Node Describe(DateTimeOffset now);
}
