using Cloakroom.Probe.Checks;

namespace Cloakroom.Probe.Tests.Checks;

public sealed class RecentExchangesTests
{
    private readonly RecentExchanges _recent = new();

    [Fact]
    public void WasClean_SameBodyAccountPathAndVersion_AndNothingElse()
    {
        _recent.Keep(Exchanges.Of("alice", "/a", "body"), 7, hasOwn: true);
        _recent.WasClean(Exchanges.Of("alice", "/a?x=1", "body"), 7, out var hasOwn).ShouldBeTrue();
        hasOwn.ShouldBeTrue();
        _recent.WasClean(Exchanges.Of("alice", "/a", "bodY"), 7, out _).ShouldBeFalse();
        _recent.WasClean(Exchanges.Of("alice", "/a", "body"), 8, out _).ShouldBeFalse();
        _recent.WasClean(Exchanges.Of("bob", "/a", "body"), 7, out _).ShouldBeFalse();
        _recent.WasClean(Exchanges.Of("alice", "/b", "body"), 7, out _).ShouldBeFalse();
    }

    [Fact]
    public void Find_SameAddressFirst_ThenSamePath()
    {
        var one = Exchanges.Of("alice", "/a?1", "one");
        _recent.Keep(one, 1, false);
        _recent.Keep(Exchanges.Of("alice", "/a?2", "two"), 1, false);
        _recent.Find("alice", Exchanges.Of("bob", "/a?1"), _ => true)!.Number.ShouldBe(one.Number);
        _recent.Find("alice", Exchanges.Of("bob", "/a?3"), kept => kept.Number == one.Number).ShouldNotBeNull();
        _recent.Find("alice", Exchanges.Of("bob", "/b"), _ => true).ShouldBeNull();
        _recent.Find("carol", Exchanges.Of("bob", "/a?1"), _ => true).ShouldBeNull();
    }

    [Fact]
    public void Keep_ManyLargeBodies_StaysWithinBounds()
    {
        for (var i = 0; i < 3000; i++)
            _recent.Keep(Exchanges.Of($"account{i % 50}", $"/page{i / 5 % 300}", new string((char)('a' + (i % 26)), 100_000) + i), 1, false);
        _recent.Bytes.ShouldBeInRange(1, 64 * 1024 * 1024);
    }

    [Fact]
    public void Keep_EndlessPaths_ForgetsThoseNotUsedForLongest()
    {
        var first = Exchanges.Of("alice", "/0", "x");
        _recent.Keep(first, 1, false);
        for (var i = 1; i < 500; i++) _recent.Keep(Exchanges.Of("alice", $"/{i}", "x"), 1, false);
        _recent.WasClean(first, 1, out _).ShouldBeFalse();
        _recent.WasClean(Exchanges.Of("alice", "/499", "x"), 1, out _).ShouldBeTrue();
    }
}
