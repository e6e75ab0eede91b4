using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>Whose word on scheme and client address is taken.</summary>
internal static class ProxyRules
{
    public static void Check(EdgeOptions options, ValidationReport report)
    {
        for (var i = 0; i < options.TrustedProxies.Count; i++)
        {
            var key = OptionKey.At(nameof(EdgeOptions.TrustedProxies), i);
            if (TrustedNetwork.TryParse(options.TrustedProxies[i], out var network) is { } error)
                report.Error(key, error.What, error.Remedy);
            else if (network.PrefixLength == 0)
                report.Warning(key, $"{network} is everybody: any browser can then say that it came over https and from where.", "Name the addresses of your proxies.");
        }
    }
}
