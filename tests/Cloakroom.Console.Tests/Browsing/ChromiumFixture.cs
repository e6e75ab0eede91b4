using Cloakroom.Console.Tests.Browsing;

[assembly: AssemblyFixture(typeof(ChromiumFixture))]

namespace Cloakroom.Console.Tests.Browsing;

/// <summary>One Chromium for all tests.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private static readonly string[] Programs = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } chosen
        ? [chosen]
        : ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly string? _program = Programs.FirstOrDefault(File.Exists);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (_program is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = _program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            Timeout = 120_000,
        });
    }

    /// <summary>A browser without any cookies. Skips on a person's machine without Chromium, and fails in CI.</summary>
    internal async Task<IPage> OpenAsync(Action<BrowserNewContextOptions>? change = null)
    {
        if (_browser is null)
        {
            const string Missing = "Chromium is not installed, so the console cannot be driven. On Debian: apt-get install chromium";
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail(Missing);
            Assert.Skip(Missing);
        }

        var options = new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 860 }, Locale = "en-GB", TimezoneId = "UTC" };
        change?.Invoke(options);
        var context = await _browser!.NewContextAsync(options);
        // A machine on which much else runs takes its time.
        context.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
