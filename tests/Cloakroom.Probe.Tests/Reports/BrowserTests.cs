using Cloakroom.Probe.Reports;
using Microsoft.Playwright;

namespace Cloakroom.Probe.Tests.Reports;

/// <summary>The page in Chromium: it fits, it can be read by everybody, it loads and runs nothing.</summary>
public sealed class BrowserTests
{
    private const string Audit = """
        () => {
          const wrong = [];
          const seen = new Set();
          for (const element of document.querySelectorAll('[id]')) { if (seen.has(element.id)) wrong.push('twice the id ' + element.id); seen.add(element.id); }
          if (document.querySelectorAll('h1').length !== 1) wrong.push('h1');
          let level = 0;
          for (const heading of document.querySelectorAll('h1, h2, h3, h4')) { const now = +heading.tagName[1]; if (now > level + 1) wrong.push('heading level skipped: ' + heading.textContent); level = now; }
          for (const landmark of ['body > header', 'nav[aria-label]', 'main', 'body > footer']) if (document.querySelectorAll(landmark).length !== 1) wrong.push('landmark ' + landmark);
          if (!document.documentElement.lang || !document.title) wrong.push('no language or title');
          for (const picture of document.querySelectorAll('svg')) if (picture.getAttribute('role') !== 'img' || !picture.getAttribute('aria-label')) wrong.push('a picture without words');
          for (const scroller of document.querySelectorAll('.scroll')) if (scroller.tabIndex !== 0 || !scroller.getAttribute('aria-label')) wrong.push('cannot be scrolled by keyboard');
          for (const link of document.querySelectorAll('a')) if (!document.querySelector(link.getAttribute('href'))) wrong.push('leads nowhere: ' + link.textContent);
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
            if ((a + .05) / (b + .05) < 4.5) wrong.push('contrast: ' + walker.currentNode.textContent.trim().slice(0, 40));
          }
          if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wrong.push('wider than the screen');
          return wrong;
        }
        """;

    [Fact]
    public async Task Html_OnAnyScreenInBothSchemes_PassesTheAuditAndIsPictured()
    {
        await using var chromium = await OpenAsync();
        var file = Path.GetTempFileName() + ".html";
        foreach (var (name, report) in new[] { ("rich", Sample.Rich()), ("clean", Sample.Report()), ("hostile", Sample.Hostile()) })
        {
            await File.WriteAllTextAsync(file, HtmlReport.Write(report), TestContext.Current.CancellationToken);
            foreach (var (screen, width, scheme) in new[] { ("light", 1280, ColorScheme.Light), ("dark", 1280, ColorScheme.Dark), ("phone", 360, ColorScheme.Light) })
            {
                var context = await chromium.Browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, Offline = true });
                context.SetDefaultTimeout(60_000);
                var page = await context.NewPageAsync();
                var complaints = new List<string>();
                page.Console += (_, message) => complaints.Add(message.Text);
                page.PageError += (_, error) => complaints.Add(error);
                page.Dialog += (_, dialog) => complaints.Add(dialog.Message);
                page.Request += (_, request) =>
                {
                    if (request.ResourceType != "document")
                        complaints.Add(request.Url);
                };
                await page.GotoAsync(new Uri(file).AbsoluteUri);
                (await page.EvaluateAsync<string[]>(Audit)).ShouldBeEmpty($"{name}, {screen}");
                (await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor")).ShouldNotBe("rgba(0, 0, 0, 0)", "the sheet is not applied");
                complaints.ShouldBeEmpty($"{name}, {screen}");
                await page.ScreenshotAsync(new() { Path = Path.Combine(Path.GetTempPath(), $"probe-report-{name}-{screen}.png"), FullPage = true });
                await context.CloseAsync();
            }
        }

        File.Delete(file);
    }

    private static async Task<Chromium> OpenAsync()
    {
        string[] programs = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } chosen ? [chosen] : ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
        if (programs.FirstOrDefault(File.Exists) is not { } program)
        {
            const string Missing = "Chromium is not installed, so the report cannot be looked at. On Debian: apt-get install chromium";
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail(Missing);
            Assert.Skip(Missing);
            throw new InvalidOperationException();
        }

        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] }));
    }

    private sealed class Chromium(IPlaywright playwright, IBrowser browser) : IAsyncDisposable
    {
        public IBrowser Browser => browser;

        public async ValueTask DisposeAsync()
        {
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }
}
