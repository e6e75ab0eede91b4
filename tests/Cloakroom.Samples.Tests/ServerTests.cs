using System.Text.RegularExpressions;

namespace Cloakroom.Samples.Tests;

/// <summary>What can be seen without a browser.</summary>
public sealed partial class ServerTests(NotebookFixture notebook)
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    [Fact]
    public async Task Health_Started_IsHealthyWithCloakroomsChecks()
    {
        using var answer = await GetAsync("/healthz");

        answer.EnsureSuccessStatusCode();
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("Healthy");
    }

    [Fact]
    public async Task StartPage_FirstVisit_IssuesNoSession()
    {
        using var answer = await GetAsync("/");

        answer.EnsureSuccessStatusCode();
        answer.Headers.GetValues("Set-Cookie").ShouldAllBe(cookie => !cookie.StartsWith("cloakroom", StringComparison.Ordinal));
    }

    /// <summary>A shared cache may keep a stylesheet, so nothing about the reader may be in the answer.</summary>
    [Fact]
    public async Task Stylesheet_RequestHasSessionCookies_AnswerIsNobodys()
    {
        using var page = await GetAsync("/");
        var path = Stylesheet().Match(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Groups[1].Value;

        using var answer = await GetAsync(path, "cloakroom=" + new string('A', 43) + "; cloakroom-binding=" + new string('B', 43));

        answer.EnsureSuccessStatusCode();
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        answer.Headers.Vary.ShouldNotContain("Cookie");
        answer.Headers.CacheControl?.NoStore.ShouldBeFalse();
    }

    [Theory]
    [InlineData("/Notes")]
    [InlineData("/Notes/Edit/1")]
    [InlineData("/Account")]
    [InlineData("/Account/Sessions")]
    [InlineData("/Account/Password")]
    [InlineData("/Account/Delete")]
    public async Task PrivatePage_NobodySignedIn_LeadsToLogin(string path)
    {
        using var answer = await GetAsync(path);

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Found);
        answer.Headers.Location!.ToString().ShouldEndWith("/Account/Login?ReturnUrl=" + Uri.EscapeDataString(path));
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? cookies = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(notebook.Address, path));
        if (cookies is not null)
            request.Headers.Add("Cookie", cookies);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("href=\"(/css/base[^\"]*)\"")]
    private static partial Regex Stylesheet();
}
