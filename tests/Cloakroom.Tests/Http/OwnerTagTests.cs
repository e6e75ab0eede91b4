using System.Net;
using System.Text;
using Cloakroom.Http;
using Cloakroom.Journal;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Http;

/// <summary>A response that names another session than the request's is stopped, on the wire and not only in the headers.</summary>
public sealed class OwnerTagTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task Response_OwnTag_PassesWithoutTheHeader()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");

        var answer = await alice.GetAsync("/swap?how=write&own=true");

        answer.Body.ShouldBe("the secret of the owner");
        answer.Header(CloakroomDefaults.OwnerTagHeader).ShouldBeNull();
        app.Mixups.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/me", true)]
    [InlineData("/sign-out", false)]
    public async Task Response_AnEdgeAsks_NamesTheSessionByItsCookie(string path, bool isSignedIn)
    {
        await using var app = await TestApp.StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var token = alice.Cookies["__Host-cloakroom"];

        alice.Headers["Cloakroom-Edge"] = "1";
        var answer = await alice.SendAsync(path == "/me" ? HttpMethod.Get : HttpMethod.Post, path);

        answer.Header(CloakroomDefaults.OwnerTagHeader).ShouldBe(isSignedIn ? OwnerTag.ForEdge(token) : OwnerTag.Nobody);
        alice.Headers.Clear();
        (await alice.GetAsync("/me")).Header(CloakroomDefaults.OwnerTagHeader).ShouldBeNull();
    }

    [Theory]
    [InlineData("write")]
    [InlineData("writer")]
    [InlineData("start")]
    [InlineData("stream")]
    [InlineData("length")]
    [InlineData("file")]
    public async Task Response_TagOfAnother_NothingOfTheBodyIsOnTheWire(string how)
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        await bob.GetAsync("/remember-tag");
        using var connection = await RawConnection.OpenAsync(app.Origin);

        await connection.SendAsync($"/swap?how={how}", string.Join("; ", alice.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        var wire = await connection.ReceiveAllAsync(Silence);

        if (how == "writer")
        {
            // These bytes wait in the server's buffer already and cannot be taken out of it: only the end of the connection keeps them back.
            wire.ShouldBeEmpty();
        }
        else
        {
            wire.ShouldStartWith("HTTP/1.1 503");
            wire.ShouldContain("Retry-After: 5");
        }

        wire.ShouldNotContain("secret");
        wire.ShouldNotContain("X-Personal");
        var mixup = app.Mixups.All.ShouldHaveSingleItem();
        mixup.Kind.ShouldBe(MixupKind.ForeignOwner);
        mixup.Presenter.Subject.ShouldBe("alice");
    }

    [Fact]
    public async Task Response_TagOfAnother_TheConnectionIsOfNoUseToSmuggleTheBodyToTheNext()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        using var connection = await RawConnection.OpenAsync(app.Origin);

        await connection.SendAsync("/swap?how=writer", string.Join("; ", alice.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        await Record.ExceptionAsync(() => connection.SendAsync("/me"));
        var wire = await connection.ReceiveAllAsync(Silence);

        wire.ShouldNotContain("secret");
        wire.ShouldBeEmpty();
    }

    [Fact]
    public async Task Response_TagOfAnotherObserved_Passes()
    {
        await using var app = await StartAsync(options => options.Rules.ForeignOwner = RuleMode.Observe);
        var alice = await app.Browse().SignInAsync("alice");

        (await alice.GetAsync("/swap?how=write")).Body.ShouldBe("the secret of the owner");

        app.Mixups.All.ShouldHaveSingleItem().Disposition.ShouldBe(MixupDisposition.Exposed);
    }

    [Fact]
    public async Task Tag_AfterRotation_IsTheSameAndBetweenSessionsDiffers()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var tag = await alice.BodyAsync("/remember-tag");

        await alice.PostAsync("/rotate");

        (await alice.BodyAsync("/remember-tag")).ShouldBe(tag);
        tag.Length.ShouldBe(22);
        (await (await app.Browse().SignInAsync("alice")).BodyAsync("/remember-tag")).ShouldNotBe(tag);
    }

    private static Task<TestApp> StartAsync(Action<CloakroomOptions>? options = null) => TestApp.StartAsync(setup =>
    {
        setup.Kestrel = true;
        setup.Options = options;
        setup.Then = web =>
        {
            var other = "0123456789012345678901";
            web.MapGet("/remember-tag", (HttpContext context) => other = context.GetCloakroomOwnerTag());
            web.MapGet("/swap", async (HttpContext context, string how, bool? own) =>
            {
                const string body = "the secret of the owner";
                context.Response.Headers[CloakroomDefaults.OwnerTagHeader] = own is true ? context.GetCloakroomOwnerTag() : other;
                context.Response.Headers["X-Personal"] = "secret";
                switch (how)
                {
                    case "write":
                        await context.Response.WriteAsync(body);
                        break;
                    case "writer":
                        // Bytes that the server holds before it has asked for the headers.
                        Encoding.ASCII.GetBytes(body, context.Response.BodyWriter);
                        break;
                    case "start":
                        await context.Response.StartAsync();
                        await context.Response.WriteAsync(body);
                        break;
                    case "stream":
                        await context.Response.Body.FlushAsync();
                        await context.Response.WriteAsync(body);
                        await context.Response.Body.FlushAsync();
                        break;
                    case "length":
                        context.Response.ContentLength = body.Length;
                        await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(body));
                        break;
                    default:
                        var path = Path.GetTempFileName();
                        await File.WriteAllTextAsync(path, body);
                        await context.Response.SendFileAsync(path);
                        File.Delete(path);
                        break;
                }
            });
        };
    });
}
