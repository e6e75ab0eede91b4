namespace Cloakroom.Control;

internal enum CanaryResult
{
    NotRun,
    Right,

    /// <summary>The store could not be asked. Says nothing about mix-ups.</summary>
    Unavailable,

    /// <summary>What was read was not what was written.</summary>
    Wrong,
}
