using Cloakroom.Console.Tests.Hosting;
using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Console.Tests.Browsing;

/// <summary>By keyboard, by ear, without script, on the smallest phone, in both schemes.</summary>
public sealed class AccessibilityTests(ChromiumFixture chromium)
{
    /// <summary>What is wrong with a page for those who do not look at it, and contrast (WCAG 2.2, 1.4.3) for those who do.</summary>
    private const string Audit = """
        () => {
          const wrong = [];
          const seen = new Set();
          for (const element of document.querySelectorAll('[id]')) { if (seen.has(element.id)) wrong.push('twice the id ' + element.id); seen.add(element.id); }
          if (document.querySelectorAll('h1').length !== 1) wrong.push(document.querySelectorAll('h1').length + ' h1');
          let level = 0;
          for (const heading of document.querySelectorAll('h1, h2, h3, h4')) { const now = +heading.tagName[1]; if (now > level + 1) wrong.push('heading level skipped: ' + heading.textContent); level = now; }
          for (const landmark of ['header', 'nav[aria-label]', 'main', 'footer']) if (document.querySelectorAll(landmark).length !== 1) wrong.push('landmark ' + landmark);
          if (!document.documentElement.lang || !document.title) wrong.push('no language or title');
          for (const field of document.querySelectorAll('input:not([type=hidden]), textarea, select')) if (!field.labels?.length) wrong.push('no label: ' + field.name);
          for (const picture of document.querySelectorAll('svg')) if (picture.getAttribute('role') !== 'img' || !picture.getAttribute('aria-label')) wrong.push('a picture without words');
          for (const reference of document.querySelectorAll('[aria-labelledby], [aria-describedby]')) for (const name of ['aria-labelledby', 'aria-describedby']) { const id = reference.getAttribute(name); if (id && !document.getElementById(id)) wrong.push('nothing has the id ' + id); }
          for (const control of document.querySelectorAll('a, button')) if (!control.textContent.trim()) wrong.push('a link or button without words');
          for (const scroller of document.querySelectorAll('.scroll')) if (scroller.tabIndex !== 0 || !scroller.getAttribute('aria-label')) wrong.push('cannot be scrolled by keyboard');
          for (const table of document.querySelectorAll('table')) if ([...table.querySelectorAll('th')].some(cell => !cell.scope)) wrong.push('a heading without scope');
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const rgb = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data; };
          const light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map(v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * x + .7152 * y + .0722 * z; };
          const behind = element => { for (let e = element; e; e = e.parentElement) { const back = rgb(getComputedStyle(e).backgroundColor); if (back[3] > 250) return back; } return [255, 255, 255]; };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.textContent.trim() || !element.checkVisibility() || element.closest('svg, .skip')) continue;
            const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
            const ratio = (a + .05) / (b + .05);
            if (ratio < 4.5) wrong.push('contrast ' + ratio.toFixed(2) + ': ' + walker.currentNode.textContent.trim().slice(0, 40));
          }
          return wrong;
        }
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ColorScheme.Light, 320)]
    [InlineData(ColorScheme.Dark, 1600)]
    public async Task EveryPage_InBothSchemesAndAnySize_PassesTheAuditAndTheContentPolicy(ColorScheme scheme, int width)
    {
        await using var app = await ConsoleApp.StartAsync();
        var now = TimeProvider.System.GetUtcNow().TruncateToMilliseconds();
        await app.Store.OrdinaryHourAsync(now);
        await ScreenshotTests.LeakAsync(app.Store, now);
        var mixup = await app.Store.MixupAsync(new string('w', 90), "bob", kind: MixupKind.ForeignOwner, route: "/a/very/long/route/" + new string('x', 150));
        var incident = (await app.Store.ReadIncidentsAsync(10, Ct)).First(one => one.Exposed > 0).Id;
        await app.Store.EdgeAsync("edge-gone:443", now.AddMinutes(-3));
        var page = await chromium.OpenAsync(options =>
        {
            options.ColorScheme = scheme;
            options.ViewportSize = new ViewportSize { Width = width, Height = 800 };
            options.ReducedMotion = ReducedMotion.Reduce;
        });
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            // Of the console alone: the page that signs in has no icon.
            if (message.Location.Contains("/cloakroom", StringComparison.Ordinal))
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(app.At("/operator/olga").ToString());

        foreach (var path in (string[])["", "/incidents", $"/incidents/{incident}", $"/incidents/{mixup}", $"/mixups/{mixup}", "/sessions", "/sessions?q=olga", "/control", "/nodes", "/confirm/mode?mode=Closed", "/nothing"])
        {
            // Not there is an error to the browser's console, and is meant to be.
            if (path == "/nothing")
                complaints.ShouldBeEmpty();
            await page.GotoAsync(app.At("/cloakroom" + (path == "/nothing" ? "/incidents/none" : path)).ToString());
            (await page.EvaluateAsync<string[]>(Audit)).ShouldBeEmpty(path);
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, path);
        }
    }

    [Fact]
    public async Task Overview_ByKeyboardAlone_LeadsToSignInClosed()
    {
        await using var app = await ConsoleApp.StartAsync();
        var page = await chromium.OpenAsync();
        await page.GotoAsync(app.At("/operator/olga").ToString());
        await page.GotoAsync(app.At("/cloakroom").ToString());

        await page.Keyboard.PressAsync("Tab");
        (await FocusedAsync(page)).ShouldBe("Skip to content");
        await TabToAsync(page, "Control");
        (await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle")).ShouldBe("solid");
        await page.Keyboard.PressAsync("Enter");
        await ArriveAsync(page, "/cloakroom/control");
        await TabToAsync(page, "Close sign-in…");
        await page.Keyboard.PressAsync("Enter");
        await ArriveAsync(page, "/cloakroom/confirm/mode");
        (await page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("reason");
        await page.Keyboard.TypeAsync("a leak");
        await page.Keyboard.PressAsync("Enter");
        await ArriveAsync(page, "/cloakroom/control", "?done=1");

        var mode = (await app.Store.ReadControlAsync(0, Ct)).Mode;
        (mode.Mode, mode.By, mode.Why).ShouldBe((CloakroomMode.SignInClosed, "olga", "a leak"));
    }

    [Fact]
    public async Task Sessions_WithoutScript_CanBeEnded()
    {
        await using var app = await ConsoleApp.StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var page = await chromium.OpenAsync(options => options.JavaScriptEnabled = false);
        await page.GotoAsync(app.At("/operator/olga").ToString());
        await page.GotoAsync(app.At("/cloakroom/sessions").ToString());

        await page.GetByLabel("A user's id").FillAsync("alice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "End all of them…" }).ClickAsync();
        await page.GetByLabel("Why?").FillAsync("lost phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "End all their sessions" }).ClickAsync();

        await Assertions.Expect(page.Locator("#found")).ToContainTextAsync("No live session");
        (await alice.BodyAsync("/me")).ShouldBe("nobody");
    }

    // Asked again and again: waiting for the navigation itself misses one that is over before the waiting begins.
    private static async Task ArriveAsync(IPage page, string path, string query = "")
    {
        await page.WaitForFunctionAsync(
            "([path, query]) => location.pathname === path && location.search.startsWith(query) && document.readyState === 'complete'", new[] { path, query });
    }

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("document.activeElement.textContent.trim()");

    private static async Task TabToAsync(IPage page, string text)
    {
        for (var i = 0; i < 40 && await FocusedAsync(page) != text; i++)
            await page.Keyboard.PressAsync("Tab");
        (await FocusedAsync(page)).ShouldBe(text);
    }
}
