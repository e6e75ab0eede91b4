using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>The application's cookies: each under one rule, and none of them the edge's own.</summary>
internal static class CookieRules
{
    private static readonly string[] OwnNames = [EdgeDefaults.HostBinding, EdgeDefaults.DomainBinding, "cloakroom-edge"];

    public static void Check(EdgeOptions options, ValidationReport report)
    {
        if (options.Cookies.Count == 0)
            report.Error(nameof(EdgeOptions.Cookies), "none is given, so that nothing would be guarded.", "Name the application's session cookie: --session-cookie connect.sid, or cookies in edge.json.");
        for (var i = 0; i < options.Cookies.Count; i++)
        {
            var key = OptionKey.At(nameof(EdgeOptions.Cookies), i);
            CheckName(options, i, OptionKey.Join(key, nameof(GuardedCookieOptions.Name)), report);
            CheckAdopted(options, options.Cookies[i], OptionKey.Join(key, nameof(GuardedCookieOptions.Adopted)), report);
        }

        if (options.Cookies.Count > 0 && options.Cookies.All(cookie => !cookie.Seal))
            report.Warning(nameof(EdgeOptions.Cookies), "none is sealed, so that a cookie that reached the wrong browser would work there.", "Set seal to true for the one that holds the session.");
    }

    private static void CheckName(EdgeOptions options, int index, string key, ValidationReport report)
    {
        var name = options.Cookies[index].Name;
        if (name.Length == 0)
            report.Error(key, "is not set.", "Write the name of the application's session cookie, such as connect.sid.");
        else if (name.AsSpan().ContainsAnyExcept(NamePattern.TokenCharacters))
            report.Error(key, $"'{Shown.CookieName(name)}' has characters that a cookie's name cannot have (RFC 6265bis section 4.1.1).", "Write the name alone, as it stands before the '=' of Set-Cookie.");
        else if (name.AsSpan().Trim('*').IsEmpty)
            report.Error(key, $"'{name}' would be every cookie.", "Begin the pattern with what the names have in common: wordpress_logged_in_*.");
        else if (OwnNames.Append(options.Binding.Name!).FirstOrDefault(own => NamePattern.Overlap(name, own)) is { } own)
            report.Error(key, $"'{Shown.Of(name)}' {(name == own ? "is" : "takes in")} {Shown.Of(own)}, the edge's own cookie.", "Name the application's cookies only.");
        else if (options.Cookies.Take(index).FirstOrDefault(other => !other.Name.AsSpan().Trim('*').IsEmpty && Overlap(other.Name, name)) is { } before)
            report.Error(key, Overlapping(name, before.Name), "Let each cookie be under one of them.");
    }

    private static bool Overlap(string a, string b) =>
        NamePattern.Overlap(a, b)
        || (NamePattern.BaseOfChunk(a) is { } baseOfA && NamePattern.Overlap(baseOfA, b))
        || (NamePattern.BaseOfChunk(b) is { } baseOfB && NamePattern.Overlap(a, baseOfB));

    private static string Overlapping(string name, string before) =>
        name == before ? $"'{Shown.Of(name)}' is given twice."
        : NamePattern.Overlap(name, before) ? $"'{Shown.Of(name)}' and '{Shown.Of(before)}' are both for some of the same cookies."
        : $"'{Shown.Of(name)}' and '{Shown.Of(before)}': one is a chunk of the other.";

    private static void CheckAdopted(EdgeOptions options, GuardedCookieOptions cookie, string key, ValidationReport report)
    {
        var adopted = cookie.Adopted;
        if (!adopted.Path.StartsWith('/') || adopted.Path.AsSpan().ContainsAny(';', ','))
            report.Error(OptionKey.Join(key, nameof(AdoptedAttributeOptions.Path)), $"'{Shown.Of(adopted.Path)}' is not a path of a cookie.", "Write /, or what the application sets.");
        if (adopted.Domain is { } domain)
        {
            var domainKey = OptionKey.Join(key, nameof(AdoptedAttributeOptions.Domain));
            if (DomainName.FindError(domain) is { } error)
                report.Error(domainKey, error.What, error.Remedy);
            else if (cookie.Name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase))
                report.Error(domainKey, $"browsers refuse '{Shown.Of(cookie.Name)}' with a Domain.", "Remove it.");
            else if (cookie.Seal && !BindingReach.Includes(options.Binding.Domain, domain))
                report.Warning(domainKey, $"the binding does not go to all hosts of {Shown.Of(domain)}: where it does not, the session does not open and counts as a mix-up.", $"Set binding.domain to {Shown.Of(domain)} if its hosts share the session; else remove this.");
        }

        if (adopted.Path != "/" && cookie.Name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase))
            report.Error(OptionKey.Join(key, nameof(AdoptedAttributeOptions.Path)), $"browsers refuse '{Shown.Of(cookie.Name)}' with another Path than /.", "Remove it.");
    }
}
