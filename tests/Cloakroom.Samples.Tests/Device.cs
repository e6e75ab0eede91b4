namespace Cloakroom.Samples.Tests;

/// <summary>What a person sits at: decides the client label and the look.</summary>
internal sealed record Device(string? UserAgent, int Width, int Height, ColorScheme Scheme = ColorScheme.Light)
{
    public static Device Desktop { get; } = new(null, 1200, 800);

    public static Device Laptop { get; } = new("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", 1100, 760);

    public static Device Phone { get; } = new(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", 360, 740);

    public Device Dark() => this with { Scheme = ColorScheme.Dark };
}
