namespace Cloakroom.Probe.Checks;

/// <summary>Whom a response says one is.</summary>
internal enum IdentityVerdict
{
    /// <summary>No rule is for this path, or the response is an error that tells nothing.</summary>
    Untold,

    /// <summary>The account that asked.</summary>
    Oneself,

    /// <summary>Another account of the run, or somebody else whose text has the same shape.</summary>
    Another,

    /// <summary>A text that neither the accounts nor anonymous visitors get there.</summary>
    Stranger,

    /// <summary>Nobody: signed out, or never in.</summary>
    Nobody,
}

/// <param name="Verdict">Whom.</param>
/// <param name="Owner">The account; null when it is none of the run.</param>
/// <param name="Place">Where it says so; empty when it says nothing.</param>
/// <param name="Text">What it shows. A secret.</param>
internal readonly record struct IdentityLook(IdentityVerdict Verdict, string? Owner, string Place, string? Text);

/// <summary>How often responses showed an account as whom. Many for nobody: it was signed out.</summary>
/// <param name="Oneself">As itself.</param>
/// <param name="Others">As somebody else.</param>
/// <param name="Nobody">As nobody.</param>
internal readonly record struct IdentityCount(long Oneself, long Others, long Nobody);
