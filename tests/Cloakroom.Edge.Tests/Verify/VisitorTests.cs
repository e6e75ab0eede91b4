using System.Net;
using Cloakroom.Cli.Verify;

namespace Cloakroom.Edge.Tests.Verify;

/// <summary>The pass, and the cookies of test users, are for the application that is verified.</summary>
public sealed class VisitorTests
{
    [Theory]
    [InlineData("/evil.example/x")]
    public async Task Send_PathThatAPageMadeLeadElsewhere_AsksNobody(string path)
    {
        using var asked = new Asked();
        using var http = new HttpMessageInvoker(asked);

        var reply = await new Visitor(http, new Uri("https://shop.example"), "the-pass")
            .SendAsync(new Step { Path = "/{next}" }, new Dictionary<string, string> { ["next"] = path }, TestContext.Current.CancellationToken);

        asked.Hosts.ShouldBeEmpty();
        reply.Status.ShouldBe(0);
    }

    private sealed class Asked : HttpMessageHandler
    {
        public List<string> Hosts { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Hosts.Add(request.RequestUri!.AbsoluteUri);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        }
    }
}
