namespace Cloakroom.Notices;

/// <summary>One person who is about to be told.</summary>
/// <param name="Person">Who, as the incident names them.</param>
/// <param name="AddressTag">Names the address without telling it: two accounts of one address are one person.</param>
/// <param name="Instead">The token of an unconfirmed claim that this one takes the place of; null for a new one.</param>
internal sealed record NoticeClaim(string Person, string AddressTag, string? Instead = null);
