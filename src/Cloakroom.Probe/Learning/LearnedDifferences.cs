using Cloakroom.Probe.Markers;

namespace Cloakroom.Probe.Learning;

/// <summary>What pages told accounts apart by.</summary>
/// <param name="Markers">For the book: stable for one account, and nobody else's.</param>
/// <param name="Pages">Every page that was looked at, and whether it told accounts apart.</param>
internal sealed record LearnedDifferences(IReadOnlyList<Marker> Markers, IReadOnlyList<PageDifference> Pages);

/// <param name="Page">As the caller names it.</param>
/// <param name="Verdict">Whether it tells accounts apart.</param>
/// <param name="Words">Why, without secrets; to be shown where it is not good news.</param>
internal sealed record PageDifference(string Page, PageVerdict Verdict, string Words)
{
    /// <summary>Whether accounts get something of their own there, or members something that others do not.</summary>
    public bool IsPersonal => Verdict is PageVerdict.TellsApart or PageVerdict.Suspect;
}

internal enum PageVerdict
{
    /// <summary>Accounts have texts of their own there.</summary>
    TellsApart,

    /// <summary>Everybody gets the same, anonymous visitors included.</summary>
    Public,

    /// <summary>All accounts get the same, anonymous visitors something else, and nothing in it is anybody's.</summary>
    Members,

    /// <summary>Something varies, but nothing stays with an account: times, tokens, advertisements.</summary>
    Changing,

    /// <summary>Two accounts got what looks like one's own page: a cache may have mixed them up already.</summary>
    Suspect,

    /// <summary>Too few answers to tell.</summary>
    Unknown,
}
