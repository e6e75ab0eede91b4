using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Guard;
using Cloakroom.Http;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Tests.Guard;

/// <summary>An application that says whom it made a response for (OpenAI 2023).</summary>
public sealed class OwnerTests
{
    private const string Id = "alice-0123456789abcdef";

    [Fact]
    public async Task Owner_OfAnotherSession_IsStopped()
    {
        var rig = await SignedInAsync();
        rig.Rig.App = static (_, headers) => headers[CloakroomDefaults.OwnerTagHeader] = OwnerTag.ForEdge("bob-0123456789abcdef");

        var answer = await rig.Alice.GetAsync("/me");

        answer.Refusal.ShouldBe(EdgeRefusal.ForeignOwner);
        rig.Rig.Mixups.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.ForeignOwner);
    }

    [Fact]
    public async Task Owner_OfAnotherSessionNotSaid_GetsThrough()
    {
        var rig = await SignedInAsync();
        rig.Rig.App = static (_, _) => { };

        (await rig.Alice.GetAsync("/me")).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Owner_OwnOrNobody_PassesWithoutTheHeader(bool isOwn)
    {
        var rig = await SignedInAsync();
        rig.Rig.App = (_, headers) => headers[CloakroomDefaults.OwnerTagHeader] = isOwn ? OwnerTag.ForEdge(Id) : OwnerTag.Nobody;

        var answer = await rig.Alice.GetAsync("/me");

        answer.Refusal.ShouldBeNull();
        answer.Headers.ShouldNotContainKey(CloakroomDefaults.OwnerTagHeader);
    }

    [Fact]
    public async Task Owner_OfTheSessionJustIssued_Passes()
    {
        var rig = new GuardRig
        {
            App = static (_, headers) =>
            {
                headers.SetCookie = $"sid={Id}";
                headers[CloakroomDefaults.OwnerTagHeader] = OwnerTag.ForEdge(Id);
            },
        };

        (await rig.Browse().PostAsync("/login")).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Owner_ForeignObserved_PassesAndIsRecorded()
    {
        var rig = await SignedInAsync();
        rig.Rig.Reconfigure(static options => options.Rules.ForeignOwner = RuleMode.Observe);
        rig.Rig.App = static (_, headers) => headers[CloakroomDefaults.OwnerTagHeader] = "somebody-else";

        (await rig.Alice.GetAsync("/me")).Refusal.ShouldBeNull();

        rig.Rig.Mixups.ShouldHaveSingleItem().Disposition.ShouldBe(MixupDisposition.Exposed);
    }

    [Fact]
    public async Task Owner_OfAnotherSessionThatTheResponseSetsToo_IsStoppedAndEndsNobodysSession()
    {
        var (rig, alice) = await SignedInAsync();
        const string other = "bob-0123456789abcdef0";
        rig.App = static (_, headers) => headers.SetCookie = $"sid={other}; path=/";
        var bob = rig.Browse();
        await bob.PostAsync("/login");
        // A pool has swapped the responses, and sessions are rolling.
        rig.App = static (_, headers) =>
        {
            headers.SetCookie = $"sid={other}; path=/";
            headers[CloakroomDefaults.OwnerTagHeader] = OwnerTag.ForEdge(other);
        };

        (await alice.GetAsync("/me")).Refusal.ShouldBe(EdgeRefusal.ForeignOwner);

        rig.Mixups.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.ForeignOwner);
        rig.Ended.ShouldBeEmpty();
        (await bob.GetAsync("/me")).Reached!.Cookie("sid").ShouldBe(other);
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("POST", false)]
    public async Task Owner_OfStateThatTheResponseSetsToo_IsStoppedWhereStateDoesNotBegin(string method, bool isStopped)
    {
        var rig = new GuardRig(static options => options.Cookies[0].Content = CookieContent.State) { App = static (_, headers) => headers.SetCookie = "sid=eyJ1c2VyIjoiYWxpY2UifQ; path=/" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        const string other = "eyJ1c2VyIjoiYm9iIn0";
        rig.App = static (_, headers) =>
        {
            headers.SetCookie = $"sid={other}; path=/";
            headers[CloakroomDefaults.OwnerTagHeader] = OwnerTag.ForEdge(other);
        };

        (await alice.SendAsync(method, "/me")).Refusal.ShouldBe(isStopped ? EdgeRefusal.ForeignOwner : null);
    }

    /// <summary>As Node.js and PHP made it by the lines in docs/edge-configuration.md.</summary>
    [Fact]
    public void Tag_OfOtherLanguages_IsTheSame() =>
        OwnerTag.ForEdge("s%3Aalice-0123456789abcdef.sig").ShouldBe("q7rMOU2AAzA8otcwG8NjsjrUm4q4TLHJhCJ0UipjDXo");

    private static async Task<(GuardRig Rig, RigBrowser Alice)> SignedInAsync()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = $"sid={Id}; path=/" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        return (rig, alice);
    }
}
