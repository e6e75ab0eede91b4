namespace Cloakroom.Edge.Configuration;

/// <summary>Defaults of lists. They are not initial values, because the binder adds to a list instead of replacing it: an empty one means these.</summary>
internal static class EdgeDefaults
{
    public const string HostBinding = "__Host-cloakroom-edge";
    public const string DomainBinding = "__Secure-cloakroom-edge";

    public static IReadOnlyList<string> Listen { get; } = ["http://127.0.0.1:8080"];

    public static IReadOnlyList<string> TrustedProxies { get; } = ["127.0.0.1/32", "::1/128"];

    /// <summary>By key of the option.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Lists { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        [nameof(EdgeOptions.Listen)] = Listen,
        [nameof(EdgeOptions.TrustedProxies)] = TrustedProxies,
    };

    public static void Fill(EdgeOptions options)
    {
        if (options.Listen.Count == 0)
            options.Listen = [.. Listen];
        if (options.TrustedProxies.Count == 0)
            options.TrustedProxies = [.. TrustedProxies];
        options.Binding.Name ??= options.Binding.Domain is null ? HostBinding : DomainBinding;
    }
}
