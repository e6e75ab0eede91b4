using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Cloakroom.Probe.Plans;

/// <summary>
/// An address with a query that no cache has seen before: by chance and not by the seed, since a cache still has what an earlier run of the same seed was given.
/// </summary>
internal static partial class ColdAddress
{
    private const string Parameter = "?cloakroom-probe=";

    /// <param name="url">Without a query.</param>
    public static Uri Of(Uri url) =>
        new(Whole(url) + Parameter + NewWord(), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    /// <summary>The same for an address that may have a query: for what does not depend on the page, such as the cookies of a new visitor.</summary>
    public static Uri AlsoWithQuery(Uri url) => url.Query.Length == 0
        ? Of(url)
        : new(url.OriginalString + Parameter.Replace('?', '&') + NewWord(), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    public static bool IsCold(Uri url) => url.Query.StartsWith(Parameter, StringComparison.Ordinal);

    /// <summary>A link of a page that was asked at a cold address, without what the site has taken over of that: its own address, or a way back in a query.</summary>
    public static Uri WithoutWord(Uri link) => link.Query.Contains("cloakroom-probe", StringComparison.Ordinal) ? new Uri(Word().Replace(link.AbsoluteUri, "")) : link;

    /// <summary>Path and query of the address that is meant.</summary>
    public static string PathAndQuery(Uri url) => IsCold(url) ? url.AbsolutePath : url.PathAndQuery;

    /// <summary>The address that is meant, as reports call it: path and query on the site itself, all of it elsewhere. Two hosts may have one path.</summary>
    /// <param name="url">Which.</param>
    /// <param name="site">Null where all is one site.</param>
    public static string NameOf(Uri url, Uri? site) => OriginOf(url, site) + PathAndQuery(url);

    /// <summary>Empty on the site itself.</summary>
    public static string OriginOf(Uri url, Uri? site) =>
        site is null || url.Authority.Equals(site.Authority, StringComparison.OrdinalIgnoreCase) ? "" : url.GetLeftPart(UriPartial.Authority);

    /// <summary>The address that is meant.</summary>
    public static string Plain(Uri url) => url.OriginalString.IndexOf(Parameter, StringComparison.Ordinal) is >= 0 and var at ? url.OriginalString[..at] : Whole(url);

    private static string NewWord() => RandomNumberGenerator.GetHexString(8, lowercase: true);

    // As it stands. Without a path (https://example.com) the query would follow the host, and so would what is sent.
    private static string Whole(Uri url) =>
        url.AbsolutePath.Length <= 1 && url.Query.Length == 0 && url.OriginalString[^1] != '/' ? url.OriginalString + "/" : url.OriginalString;

    [GeneratedRegex("(?:[?&]|%3F|%26|%253F)cloakroom-probe(?:=|%3D|%253D)[0-9a-f]{8}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
