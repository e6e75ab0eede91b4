namespace Cloakroom.Policies;

/// <summary>What a policy does when its threshold is reached.</summary>
public enum PolicyMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Writes down that it would have acted, once an incident.</summary>
    Observe,

    /// <summary>Acts, once an incident, and writes it down.</summary>
    Act,

    /// <summary>Acts on kinds whose rule is enforced, where exposed means that it was found too late, and observes those whose rule observes: who only wants to look gets nothing but that.</summary>
    AsRule,
}
