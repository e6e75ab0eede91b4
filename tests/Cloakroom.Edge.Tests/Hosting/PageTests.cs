using System.Net;
using System.Text.Json;
using Cloakroom.Edge.Hosting;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Tests.Hosting;

/// <summary>What people see of the edge, on the days when they see it at all.</summary>
public sealed class PageTests
{
    private const string TryAgain = ">Try again</a>";
    private const string CheckFirst = "Check first whether what you sent has arrived.";

    private static readonly int[] Errors = [400, 408, 413, 501, 502, 503, 504];

    public static TheoryData<string> All => [.. Errors.Select(status => $"{status}"), .. Enum.GetNames<PageKind>()];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Html_EveryPage_StandsByItself(string page)
    {
        var (context, html) = await WriteAsync(page, "GET", "text/html,*/*;q=0.8");

        html.ShouldStartWith("<!doctype html>\n<html lang=\"en\">");
        html.ShouldContain("<meta name=\"viewport\"");
        html.ShouldNotContain("://");
        html.ShouldNotContain("style=");
        html.ShouldNotContain("<script");
        context.Response.Headers.ContentSecurityPolicy.ToString().ShouldStartWith("default-src 'none'; style-src 'sha256-");
        context.Response.Headers.CacheControl.ToString().ShouldBe("no-store");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task RetryAfter_EveryPage_IsWithA503Only(string page)
    {
        var (context, _) = await WriteAsync(page, "GET", "text/html");

        context.Response.Headers.RetryAfter.ToString().ShouldBe(page switch
        {
            "503" or nameof(PageKind.ResponseRefused) => "5",
            nameof(PageKind.SignInClosed) or nameof(PageKind.ReadOnly) or nameof(PageKind.Closed) => "60",
            _ => "",
        });
    }

    [Theory]
    [InlineData("502", "GET", true)]
    [InlineData("504", "GET", true)]
    [InlineData("Closed", "GET", true)]
    [InlineData("502", "POST", false)]
    [InlineData("400", "GET", false)]
    [InlineData("413", "GET", false)]
    [InlineData("Unauthorized", "GET", false)]
    public async Task TryAgain_Page_IsThereWhereTheSameMayDoBetter(string page, string method, bool isThere) =>
        (await WriteAsync(page, method, "text/html")).Body.Contains(TryAgain, StringComparison.Ordinal).ShouldBe(isThere);

    [Theory]
    [InlineData("502", "POST", true)]
    [InlineData("504", "DELETE", true)]
    [InlineData("502", "GET", false)]
    [InlineData("503", "POST", false)]
    public async Task Text_WhenSomethingWasSent_SaysToCheck(string page, string method, bool isSaid)
    {
        (await WriteAsync(page, method, "text/html")).Body.Contains(CheckFirst, StringComparison.Ordinal).ShouldBe(isSaid);
        (await WriteAsync(page, method, "text/plain")).Body.Contains(CheckFirst, StringComparison.Ordinal).ShouldBe(isSaid);
    }

    [Fact]
    public async Task Json_Page_IsAProblem()
    {
        var (context, body) = await WriteAsync("Closed", "POST", "application/json");

        context.Response.ContentType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(body);
        problem.RootElement.GetProperty("status").GetInt32().ShouldBe((int)HttpStatusCode.ServiceUnavailable);
        problem.RootElement.GetProperty("detail").GetString()!.ShouldEndWith("What you just sent was not saved.");
    }

    private static async Task<(HttpContext Context, string Body)> WriteAsync(string page, string method, string accept)
    {
        var context = new DefaultHttpContext { TraceIdentifier = "0HN:1" };
        context.Request.Method = method;
        context.Request.Headers.Accept = accept;
        using var body = new MemoryStream();
        context.Response.Body = body;
        await (Enum.TryParse<PageKind>(page, out var kind) && !char.IsAsciiDigit(page[0]) ? MaintenancePage.WriteAsync(context, kind) : ErrorPage.WriteAsync(context, int.Parse(page, null)));
        return (context, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }
}
