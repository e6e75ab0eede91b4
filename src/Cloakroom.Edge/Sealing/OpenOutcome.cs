namespace Cloakroom.Edge.Sealing;

/// <summary>What came of opening a sealed cookie.</summary>
internal enum OpenOutcome
{
    /// <summary>It opened with the binding that it was sealed for.</summary>
    Opened,

    /// <summary>It opened with the binding that the presented one has just replaced in the same browser; to be sealed anew.</summary>
    OpenedWithPrevious,

    /// <summary>One of ours, but sealed for another binding.</summary>
    Foreign,

    /// <summary>One of ours, under a key that the ring no longer has.</summary>
    UnknownKey,

    /// <summary>Not one of ours: unsealed, truncated, changed, or made up.</summary>
    NotSealed,
}
