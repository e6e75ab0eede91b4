namespace Cloakroom.Notices;

/// <summary>That somebody was told, or is being told.</summary>
/// <param name="Person">Who.</param>
/// <param name="AddressTag">Names the address without telling it.</param>
/// <param name="Token">Of the run that claimed it.</param>
/// <param name="By">Who ran it.</param>
/// <param name="At">When it was claimed.</param>
/// <param name="ToldAt">When it was known to have been told; null while it is not: they may have been told or not.</param>
internal sealed record NoticeRecord(string Person, string AddressTag, string Token, string By, DateTimeOffset At, DateTimeOffset? ToldAt);
