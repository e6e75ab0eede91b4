namespace Cloakroom.Edge.Configuration;

/// <summary>The kinds of mix-ups that policies may count: those that an edge finds, without the one that is only a precursor. Named as in the library.</summary>
internal enum PolicyKind
{
    ForeignBinding,
    DuplicateIssue,
    ForeignOwner,
    CookieOnCacheable,
}
