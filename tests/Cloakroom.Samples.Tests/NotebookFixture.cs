using Cloakroom.Samples.Tests;

[assembly: AssemblyFixture(typeof(NotebookFixture))]

namespace Cloakroom.Samples.Tests;

/// <summary>One Notebook and one Chromium for all tests. People are kept apart by browser contexts, each with cookies of its own.</summary>
public sealed class NotebookFixture : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("notebook-tests-").FullName;
    private NotebookProcess? _notebook;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _notebook = await NotebookProcess.StartAsync(Path.Combine(_data, "shared"));
        if (Places.Chromium is null)
            return;
        // A machine on which much else runs takes its time.
        Assertions.SetDefaultExpectTimeout(60_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Places.Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            Timeout = 120_000,
        });
    }

    public Uri Address => _notebook!.Address;

    /// <summary>A data directory of the test's own.</summary>
    public string NewDataDirectory(string name) => Directory.CreateDirectory(Path.Combine(_data, name)).FullName;

    /// <summary>Somebody at a browser without any cookies.</summary>
    /// <param name="name">Who; part of their email address.</param>
    /// <param name="device">What they sit at.</param>
    /// <param name="at">Another Notebook than the shared one.</param>
    internal async Task<Person> ComesAsync(string name, Device? device = null, NotebookProcess? at = null)
    {
        RequireBrowser();
        return await Person.SitDownAsync(_browser!, (at ?? _notebook!).Address, name, device ?? Device.Desktop);
    }

    /// <summary>Skips on a person's machine and fails in CI, where a test that silently does not run would be worth nothing.</summary>
    internal static void RequireBrowser()
    {
        if (Places.Chromium is not null)
            return;
        const string Missing = "Chromium is not installed, so the sample cannot be driven. On Debian: apt-get install chromium";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(Missing);
        Assert.Skip(Missing);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_notebook is not null)
            await _notebook.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
