using System.Text;
using Cloakroom.Cli.Verify;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Edge.Tests.Verify;

public sealed class ShownUsersTests
{
    private static readonly Dictionary<string, string>[] Users = [new() { ["name"] = "Zoë <a>" }, new() { ["name"] = "bob" }];

    [Theory]
    [InlineData("Hello Zoë <a>!", true, false)]
    [InlineData("Hello Zo&#235; &lt;a&gt;!", true, false)]
    [InlineData("""{ "who": "Hello Zo\u00EB \u003Ca\u003E!" }""", true, false)]
    [InlineData("xHello bob!x", false, true)]
    // The page of both is a page of the other.
    [InlineData("Hello Zoë <a>! Hello bob!", true, true)]
    [InlineData("Hello!", false, false)]
    public void Shows_AnywhereInTheBody_FindsItInItsForms(string body, bool first, bool second)
    {
        var shown = new ShownUsers(new IdentityRule("/me", "Hello {name}!"), Users);

        shown.Shows(Page(body), 0).ShouldBe(first);
        shown.Shows(Page(body), 1).ShouldBe(second);
    }

    [Theory]
    [InlineData("""{ "name": "ann" }""", true, false)]
    [InlineData("""{ "name": "ann2", "friend": "ann" }""", false, true)]
    [InlineData("""{ "friend": "ann" }""", false, false)]
    public void Shows_InOnePlace_LooksThereOnly(string body, bool first, bool second)
    {
        var shown = new ShownUsers(
            new IdentityRule("/me", "{name}") { In = new Extraction { Pointer = "/name" } },
            [new Dictionary<string, string> { ["name"] = "ann" }, new Dictionary<string, string> { ["name"] = "ann2" }]);

        shown.Shows(Page(body), 0).ShouldBe(first);
        shown.Shows(Page(body), 1).ShouldBe(second);
    }

    private static Exchange Page(string body) => new()
    {
        Number = 1,
        Account = "user 1",
        Request = new ProbeRequest(new Uri("https://shop.example/me"), "identity"),
        RequestHeaders = [],
        At = DateTimeOffset.UnixEpoch,
        Sent = 0,
        Answered = 0,
        Ended = 0,
        Status = 200,
        Body = Encoding.UTF8.GetBytes(body),
    };
}
