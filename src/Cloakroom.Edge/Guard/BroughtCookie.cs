using Cloakroom.Edge.Cookies;
using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Guard;

/// <summary>A guarded cookie of the request that goes on to the application.</summary>
/// <param name="Rule">The rule that guards it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">As the application gets it.</param>
/// <param name="SealedText">As the browser brought it, when nothing speaks against giving it the same again; null when it has to be sealed anew.</param>
/// <param name="Attributes">As the application set them; null for a cookie of before the edge.</param>
/// <param name="Revision">The control revision that it was sealed under.</param>
/// <param name="Chunks">How many cookies the browser keeps it in.</param>
internal sealed record BroughtCookie(GuardedCookie Rule, string Name, string Value, string? SealedText, string? Attributes, long Revision, int Chunks)
{
    /// <summary>Of the value; null where it is no session of its own: not sealed.</summary>
    public Tag? ValueTag { get; init; }

    /// <summary>Of the binding that it was sealed for; null where it is not sealed.</summary>
    public Tag? OwnerTag { get; init; }

    /// <summary>Sealed for another browser, and let through because the rule is only observed. It stays the other's.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Whether the browser should get it anew, because it has no seal, or one that is on its way out.</summary>
    public bool IsDueForSealing => Rule.IsSealed && SealedText is null;
}
