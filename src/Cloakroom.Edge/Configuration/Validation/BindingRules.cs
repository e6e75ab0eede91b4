using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>The edge's own cookie, which is as safe as its prefix (RFC 6265bis section 4.1.3).</summary>
internal static class BindingRules
{
    private const string Host = "__Host-";
    private const string Secure = "__Secure-";

    public static void Check(EdgeOptions options, ValidationReport report)
    {
        var binding = options.Binding;
        CheckName(binding, Key(nameof(BindingOptions.Name)), report);
        if (binding.Domain is { } domain && DomainName.FindError(domain) is { } error)
            report.Error(Key(nameof(BindingOptions.Domain)), error.What, error.Remedy);
        CheckSameSite(binding, report);
        if (binding.AllowPlainHttp)
        {
            report.Warning(
                Key(nameof(BindingOptions.AllowPlainHttp)), "is on: over plain http anybody on the way reads sessions and can set cookies.",
                "Use it where there is nothing to protect, and https everywhere else.");
        }
    }

    private static void CheckName(BindingOptions binding, string key, ValidationReport report)
    {
        var name = binding.Name!;
        if (name.AsSpan().ContainsAnyExcept(NamePattern.TokenCharacters) || name.Contains('*'))
            report.Error(key, $"'{Shown.CookieName(name)}' is not the name of a cookie (RFC 6265bis section 4.1.1).", "Use letters, digits, '-' and '_'.");
        else if (binding.Domain is not null && name.StartsWith(Host, StringComparison.OrdinalIgnoreCase))
            report.Error(key, $"browsers refuse '{Shown.Of(name)}' with binding.domain.", $"Remove the name, or begin it with {Secure}.");
        else if (binding.Domain is not null && !HasPrefix(name, Secure))
            report.Error(key, $"'{Shown.Of(name)}' must begin with {Secure} and go on, so that no page over plain http can set it.", $"Remove the name, or begin it with {Secure}.");
        else if (binding.Domain is null && !HasPrefix(name, Host))
            report.Error(key, $"'{Shown.Of(name)}' must begin with {Host} and go on, so that no other host and no page over plain http can set it.", $"Remove the name, or begin it with {Host}.");
    }

    private static bool HasPrefix(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length;

    private static void CheckSameSite(BindingOptions binding, ValidationReport report)
    {
        var key = Key(nameof(BindingOptions.SameSite));
        if (binding.SameSite == "Strict")
        {
            report.Warning(
                key, "is Strict: who follows a link from another site then comes with a sealed cookie and without the binding, looks signed out, and counts as a mix-up, unless the application's cookies are Strict too.",
                "Remove it, unless they are.");
        }

        if (binding is { SameSite: "None", AllowPlainHttp: true })
            report.Warning(key, "is None, which browsers refuse over plain http.", "Use https, or Lax.");
    }

    private static string Key(string name) => OptionKey.Join(nameof(EdgeOptions.Binding), name);
}
