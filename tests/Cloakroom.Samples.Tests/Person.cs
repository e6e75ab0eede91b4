namespace Cloakroom.Samples.Tests;

/// <summary>Somebody at a browser, doing what people do.</summary>
internal sealed class Person : IAsyncDisposable
{
    public const string Password = "four plain words here";

    private readonly IBrowser _browser;
    private readonly Device _device;
    private IBrowserContext _context = null!;

    private Person(IBrowser browser, string name, Device device)
    {
        _browser = browser;
        _device = device;
        Name = name;
    }

    public string Name { get; }

    public string Email => $"{Name}@example.com";

    public IPage Page { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    /// <summary>What the browser complained about, such as a blocked style or a failed script.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<Person> SitDownAsync(IBrowser browser, Uri address, string name, Device device)
    {
        var person = new Person(browser, name, device) { Address = address };
        await person.OpenBrowserAsync(null);
        return person;
    }

    /// <summary>The server has moved to another port; cookies know hosts and no ports.</summary>
    public void MoveTo(NotebookProcess notebook) => Address = notebook.Address;

    /// <summary>Closes the browser and opens it again: cookies without an expiry are gone.</summary>
    public async Task RestartBrowserAsync()
    {
        var kept = (await _context.CookiesAsync()).Where(cookie => cookie.Expires > 0);
        var cookies = kept.Select(cookie => new Cookie
        {
            Name = cookie.Name,
            Value = cookie.Value,
            Domain = cookie.Domain,
            Path = cookie.Path,
            Expires = cookie.Expires,
            HttpOnly = cookie.HttpOnly,
            SameSite = cookie.SameSite,
        }).ToArray();
        await _context.DisposeAsync();
        await OpenBrowserAsync(cookies);
    }

    public async Task<IResponse> GoAsync(string path) =>
        await Page.GotoAsync(new Uri(Address, path).ToString()) ?? throw new InvalidOperationException($"No response for {path}.");

    public Task ClickAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task FollowAsync(string link) => Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();

    public async Task RegisterAsync(bool remember = false)
    {
        await GoAsync("/Account/Register");
        await FillCredentialsAsync(Password, remember);
        await ClickAsync("Create account");
        await ShouldBeSignedInAsync();
    }

    public async Task SignInAsync(bool remember = false, string password = Password)
    {
        await GoAsync("/Account/Login");
        await FillCredentialsAsync(password, remember);
        await ClickAsync("Sign in");
        await ShouldBeSignedInAsync();
    }

    public async Task FillCredentialsAsync(string password, bool remember = false)
    {
        await Page.GetByLabel("Email").FillAsync(Email);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await Page.GetByLabel("Remember me on this device").SetCheckedAsync(remember);
    }

    public async Task WriteNoteAsync(string title, string body)
    {
        await GoAsync("/Notes");
        await Page.GetByLabel("Title").FillAsync(title);
        await Page.GetByLabel("Note", new() { Exact = true }).FillAsync(body);
        await ClickAsync("Save note");
        await ShouldSeeAsync("Note saved.");
    }

    /// <summary>The titles on the notes page, newest first.</summary>
    public async Task<IReadOnlyList<string>> NotesAsync()
    {
        await GoAsync("/Notes");
        await ShouldBeSignedInAsync();
        return await Page.Locator(".note h2").AllInnerTextsAsync();
    }

    public async Task<BrowserContextCookiesResult?> CookieAsync(string name) =>
        (await _context.CookiesAsync()).SingleOrDefault(cookie => cookie.Name == name);

    /// <summary>Puts a cookie of another browser into this one.</summary>
    public Task PlantAsync(BrowserContextCookiesResult cookie) => _context.AddCookiesAsync(
    [
        new Cookie { Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, HttpOnly = true, SameSite = cookie.SameSite },
    ]);

    public async Task ShouldBeSignedInAsync() => await Assertions.Expect(Page.Locator(".who .email")).ToHaveAttributeAsync("title", Email);

    public async Task ShouldBeAtLoginAsync(string because)
    {
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator(".who")).ToHaveCountAsync(0);
        await Assertions.Expect(Page.GetByRole(AriaRole.Status)).ToContainTextAsync(because);
    }

    public async Task ShouldSeeAsync(string text) => await Assertions.Expect(Page.GetByRole(AriaRole.Status)).ToContainTextAsync(text);

    public async Task ShowAsync(string screen)
    {
        Directory.CreateDirectory(Places.Screenshots);
        await Page.ScreenshotAsync(new() { Path = Path.Combine(Places.Screenshots, screen + ".png"), FullPage = true });
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private async Task OpenBrowserAsync(Cookie[]? cookies)
    {
        _context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            UserAgent = _device.UserAgent,
            ViewportSize = new ViewportSize { Width = _device.Width, Height = _device.Height },
            ColorScheme = _device.Scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        _context.SetDefaultTimeout(60_000);
        if (cookies is not null)
            await _context.AddCookiesAsync(cookies);
        Page = await _context.NewPageAsync();
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Complaints.Add($"{Page.Url}: {message.Text}");
        };
        Page.PageError += (_, error) => Complaints.Add($"{Page.Url}: {error}");
    }
}
