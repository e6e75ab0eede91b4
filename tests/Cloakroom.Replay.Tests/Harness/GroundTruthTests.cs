using System.Net;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.Tests.Harness;

public sealed class GroundTruthTests : IAsyncDisposable
{
    private readonly SideRun _run = new(new ReplaySettings(4, 1, CacheKind.Builtin), Side.Stock, TestContext.Current.CancellationToken);

    private VirtualUser Alice => _run.Users[0];

    private VirtualUser Bob => _run.Users[1];

    [Fact]
    public void Observe_OnesOwnMarkers_IsNoExposure()
    {
        _run.Truth.Observe(Alice, Answer(body: $"{Alice.Member.Id} {Alice.Member.Name} {Alice.Member.Secret}")).ShouldBeFalse();

        _run.Truth.Pairs.ShouldBe(0);
    }

    [Fact]
    public void Observe_AnotherUsersMarkerInTheBody_IsAPair()
    {
        _run.Truth.Observe(Bob, Answer(body: $"{Bob.Member.Name} x{Alice.Member.Secret}x")).ShouldBeTrue();

        _run.Truth.Pairs.ShouldBe(1);
        _run.Truth.ExposedUsers.ShouldBe(1);
        _run.Truth.Evidence[(Alice.Member.Id, Bob.Member.Id)].ShouldBe("body of /page");
    }

    [Fact]
    public void Observe_AnotherUsersMarkerInAHeader_IsAPair()
    {
        _run.Truth.Observe(Bob, Answer(header: $"X-User: {Alice.Member.Id}")).ShouldBeTrue();

        _run.Truth.Pairs.ShouldBe(1);
    }

    [Fact]
    public void Observe_ACookieIssuedToSomebodyElse_IsAPair()
    {
        _run.Truth.Observe(Alice, Answer(setCookie: "sid=0123456789abcdef; Path=/")).ShouldBeFalse();
        _run.Truth.Observe(Alice, Answer(setCookie: "sid=0123456789abcdef; Path=/")).ShouldBeFalse();
        _run.Truth.Observe(Bob, Answer(setCookie: "sid=0123456789abcdef; Path=/")).ShouldBeTrue();

        _run.Truth.Evidence[(Alice.Member.Id, Bob.Member.Id)].ShouldBe("Set-Cookie of /page");
    }

    [Fact]
    public void Observe_RenewalInTheReceiversHands_IsStillTheOwners()
    {
        _run.Truth.Observe(Alice, Answer(setCookie: "sid=0123456789abcdef; Path=/"));
        _run.Truth.Observe(Bob, Answer(setCookie: "sid=0123456789abcdef; Path=/"));
        _run.Truth.Observe(Bob, Answer(setCookie: "sid=renewed-for-bob-as-alice; Path=/"));

        _run.Truth.Observe(_run.Users[2], Answer(setCookie: "sid=renewed-for-bob-as-alice; Path=/")).ShouldBeTrue();

        _run.Truth.Evidence.Keys.ShouldBe([(Alice.Member.Id, Bob.Member.Id), (Alice.Member.Id, _run.Users[2].Member.Id)], ignoreOrder: true);
    }

    [Fact]
    public void ObserveServed_AsAnother_IsAPair()
    {
        _run.Truth.ObserveServed(Alice.Member.Id, Alice.Member.Id);
        _run.Truth.ObserveServed(Alice.Member.Id, Bob.Member.Id);

        _run.Truth.Evidence.ShouldHaveSingleItem().Key.ShouldBe((Alice.Member.Id, Bob.Member.Id));
    }

    [Fact]
    public void Observe_ADeletionSeenByTwo_IsNoExposure()
    {
        _run.Truth.Observe(Alice, Answer(setCookie: "sid=; Path=/"));
        _run.Truth.Observe(Bob, Answer(setCookie: "sid=; Path=/")).ShouldBeFalse();
    }

    [Fact]
    public void Observe_ManyReceiversOfOneOwner_AreManyPairsAndOneUser()
    {
        foreach (var receiver in _run.Users.Skip(1).Concat(_run.Visitors)) _run.Truth.Observe(receiver, Answer(body: Alice.Member.Secret));

        _run.Truth.Pairs.ShouldBe(4);
        _run.Truth.ExposedUsers.ShouldBe(1);
    }

    [Fact]
    public void Users_OfTheSameSeed_AreTheSame()
    {
        var again = new SideRun(_run.Settings, Side.Cloakroom, TestContext.Current.CancellationToken);

        again.Users.Select(user => user.Member).ShouldBe(_run.Users.Select(user => user.Member));
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    private static Exchange Answer(string body = "", string? header = null, string? setCookie = null) =>
        new("/page", HttpStatusCode.OK, header is null ? [] : [header], setCookie is null ? [] : [setCookie], body);
}
