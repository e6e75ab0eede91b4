using Cloakroom.Console.Tests.Hosting;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Console.Tests.Browsing;

/// <summary>
/// The pictures in <c>docs/console/</c>, which also are a test: each page fits a phone and a large screen. They are made anew with
/// <c>CLOAKROOM_SCREENSHOTS=1 tests/Cloakroom.Console.Tests/bin/Release/net10.0/Cloakroom.Console.Tests --filter-class '*ScreenshotTests'</c>; otherwise they go to <c>artifacts/</c>.
/// </summary>
public sealed class ScreenshotTests(ChromiumFixture chromium)
{
    private const int MaxBytes = 250_000;

    private static readonly string Target = Environment.GetEnvironmentVariable("CLOAKROOM_SCREENSHOTS") == "1"
        ? Repository.PathOf("docs", "console")
        : Repository.PathOf("artifacts", "screenshots", "console");

    private static readonly (string Name, int Width, int Height)[] Screens = [("phone", 390, 1560), ("desktop", 1280, 1180)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_OnPhoneAndDesktopInBothSchemes_FitAndArePictured()
    {
        Directory.CreateDirectory(Target);
        var now = TimeProvider.System.GetUtcNow().TruncateToMilliseconds();
        await using var app = await ConsoleApp.StartAsync();
        await app.Store.OrdinaryHourAsync(now);
        await app.Store.EdgeAsync("edge-1:443", now.AddMinutes(10));
        await app.Store.EdgeAsync("edge-2:443", now.AddMinutes(10));
        await ShootAsync(app, "overview-well", "");

        await LeakAsync(app.Store, now);
        var incident = (await app.Store.ReadIncidentsAsync(10, Ct)).First(one => one.Exposed > 0);
        await app.Store.AddIncidentNoteAsync(incident.Id, new(now.AddMinutes(-9), "olga", "A cache rule of the new CDN keeps Set-Cookie. Rolled back."), Ct);
        foreach (var browser in new[] { "Firefox on Windows", "Safari on iPhone", "Chrome on Android" })
        {
            var someone = app.Browse();
            someone.Headers["User-Agent"] = UserAgents[browser];
            await someone.PostAsync("/sign-in/anna");
        }

        await ShootAsync(app, "overview-incident", "");
        await ShootAsync(app, "incident", $"/incidents/{incident.Id}");
        await ShootAsync(app, "sessions", "/sessions?q=anna");
        await ShootAsync(app, "control", "/control");
        await ShootAsync(app, "confirm", "/confirm/mode?mode=SignInClosed");
    }

    private static readonly Dictionary<string, string> UserAgents = new()
    {
        ["Firefox on Windows"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
        ["Safari on iPhone"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
        ["Chrome on Android"] = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
    };

    /// <summary>A leak: one person's session reaches others, until it is stopped.</summary>
    internal static async Task LeakAsync(ICloakroomStore store, DateTimeOffset now)
    {
        (string Owner, string Presenter, int From, int Count, int Unsafe)[] seen =
        [
            ("anna", "bela", 14, 12, 2), ("anna", "cem", 13, 4, 0), ("dora", "emil", 12, 7, 1), ("dora", "bela", 11, 1, 0), ("fritz", "gül", 10, 3, 0),
        ];
        foreach (var (owner, presenter, from, count, unsafeCount) in seen)
        {
            await store.MixupAsync(owner, presenter, now.AddMinutes(-from), MixupDisposition.Exposed);
            await store.ExposedAsync(owner, presenter, now.AddMinutes(-from), count, unsafeCount);
        }

        (string Owner, string Presenter, int From)[] blocked = [("anna", "cem", 8), ("hana", "ivan", 7), ("fritz", "jo", 6), ("hana", "emil", 4)];
        foreach (var (owner, presenter, from) in blocked)
            await store.MixupAsync(owner, presenter, now.AddMinutes(-from));
    }

    private async Task ShootAsync(ConsoleApp app, string name, string path)
    {
        foreach (var (screen, width, height) in Screens)
        {
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                var page = await chromium.OpenAsync(options =>
                {
                    options.ViewportSize = new ViewportSize { Width = width, Height = height };
                    options.ColorScheme = scheme;
                    options.ReducedMotion = ReducedMotion.Reduce;
                });
                await page.GotoAsync(app.At("/operator/olga").ToString());
                await page.GotoAsync(app.At("/cloakroom" + path).ToString());
                (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, $"{name} on {screen} is wider than the screen");
                var file = Path.Combine(Target, $"{name}-{screen}-{scheme.ToString().ToLowerInvariant()}.png");
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = file, Animations = ScreenshotAnimations.Disabled });
                new FileInfo(file).Length.ShouldBeLessThan(MaxBytes, file);
                await page.Context.CloseAsync();
            }
        }
    }
}
