namespace Cloakroom.Probe.Plans;

/// <summary>An address with a query that no cache has seen before.</summary>
internal static class ColdAddress
{
    private const string Parameter = "?cloakroom-probe=";

    /// <param name="url">Without a query.</param>
    /// <param name="choice">Of the word; not used by others at the same time.</param>
    public static Uri Of(Uri url, SeededChoice choice) =>
        new(url.OriginalString + Parameter + choice.Word(), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    public static bool IsCold(Uri url) => url.Query.StartsWith(Parameter, StringComparison.Ordinal);

    /// <summary>Path and query of the address that is meant.</summary>
    public static string PathAndQuery(Uri url) => IsCold(url) ? url.AbsolutePath : url.PathAndQuery;

    /// <summary>The address that is meant.</summary>
    public static string Plain(Uri url) => url.OriginalString.IndexOf(Parameter, StringComparison.Ordinal) is >= 0 and var at ? url.OriginalString[..at] : url.OriginalString;
}
