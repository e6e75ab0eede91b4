using System.Net;
using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>What may stand as the <c>Domain</c> of a cookie.</summary>
internal static class DomainName
{
    private const string Example = "Write the domain that the hosts share: example.com.";

    /// <returns>What is wrong with it, and the remedy; null when nothing is.</returns>
    public static (string What, string Remedy)? FindError(string domain)
    {
        if (domain.StartsWith('.') && domain.Length > 1)
            return ($"'{Shown.Of(domain)}' begins with a dot, which browsers ignore.", $"Write {Shown.Of(domain.TrimStart('.'))}.");
        if (IPAddress.TryParse(domain, out _))
            return ($"'{Shown.Of(domain)}' is an IP address, which browsers take for no domain.", "Remove it: the cookie then belongs to that one host.");
        var labels = domain.Split('.');
        if (domain.Length > 253 || labels.Any(label => label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-' || !label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
            return ($"'{Shown.Of(domain)}' is not the name of a domain.", Example);
        return labels.Length == 1 ? ($"'{Shown.Of(domain)}' is a name without a dot, which browsers refuse.", Example) : null;
    }
}
