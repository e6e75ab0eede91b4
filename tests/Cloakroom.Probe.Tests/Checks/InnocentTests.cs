using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Scenarios;
using static Cloakroom.Probe.Tests.Checks.Exchanges;

namespace Cloakroom.Probe.Tests.Checks;

/// <summary>What looks like a leak and is none.</summary>
public sealed class InnocentTests
{
    private static readonly string[] Members = ["alice", "bobby", "carol"];

    private const string Private = "Cache-Control: private";

    private readonly Inspector _inspector = new(new InspectorOptions(), new MarkerBook(), new IdentityOracle([], []));

    [Fact]
    public void Inspect_LoadBalancerWithServersNamedByDigest_AccusesNobody()
    {
        string[] servers = ["5f2d8e1a9b3c4d7e", "a91c03be77d25f18", "03be77d25f18a91c"];
        var sightings = new List<Sighting>();
        string[] people = ["anonymous", "anonymous", "alice", "bob"];
        for (var i = 0; i < 60; i++)
        {
            var who = people[i % people.Length];
            sightings.AddRange(_inspector.Inspect(Of(who, i % 2 == 0 ? "/" : $"/page-{i % 7}", "", Private, $"Set-Cookie: node={servers[i * 7 % 3]}; Path=/")));
            // The cookie is taken for the session's: everybody has had another value so far.
            if (i == 12)
                _inspector.Guard(["node"]);
        }

        sightings.Where(one => one.Severity == Severity.Leak).ShouldBeEmpty();
    }

    [Fact]
    public void Inspect_ExperimentWhoseGroupsHaveRandomNames_AccusesNobody()
    {
        var sightings = new List<Sighting>();
        for (var i = 0; i < 40; i++)
            sightings.AddRange(_inspector.Inspect(Of(i % 3 == 0 ? "alice" : "bob", $"/page-{i % 5}", "", Private, $"Set-Cookie: ab={(i % 2 == 0 ? "xY7kQ2mN9pL4rT" : "bG3wZ8vC1hJ6fD")}; Path=/")));
        sightings.Where(one => one.Severity == Severity.Leak).ShouldBeEmpty();
    }

    [Fact]
    public void Inspect_VisitorsValueReplayedAtTheSameAddress_IsStillALeak()
    {
        _inspector.Inspect(Of("alice", "/", "", Private, "Set-Cookie: visitor=5f2d8e1a9b3c4d7e; Path=/"));
        _inspector.Inspect(Of("bob", "/", "", Private, "Set-Cookie: visitor=a91c03be77d25f18; Path=/"));
        _inspector.Inspect(Of("alice", "/shop", "", Private, ">Cookie: visitor=5f2d8e1a9b3c4d7e", "Set-Cookie: visitor=5f2d8e1a9b3c4d7e; Path=/"));
        _inspector.Inspect(Of("bob", "/shop", "", Private, ">Cookie: visitor=a91c03be77d25f18", "Set-Cookie: visitor=5f2d8e1a9b3c4d7e; Path=/"))
            .ShouldContain(one => one.Check == CheckKind.ForeignCookie && one.Severity == Severity.Leak);
    }

    [Fact]
    public void Look_IdsThatAreInEveryPage_TakeNobodyForAnother()
    {
        var oracle = new IdentityOracle(
            [new IdentityRule("/*", "{id}")],
            [new Account("alice", new Dictionary<string, string> { ["id"] = "1" }), new Account("bob", new Dictionary<string, string> { ["id"] = "11" })]);
        oracle.Look(Of("anonymous", "/", "<meta name=viewport content='width=device-width, initial-scale=1'>")).Verdict.ShouldNotBe(IdentityVerdict.Another);
        oracle.Look(Of("bob", "/", "1 new message")).Verdict.ShouldNotBe(IdentityVerdict.Another);
        oracle.Look(Of("bob", "/", "user 11")).Verdict.ShouldBe(IdentityVerdict.Oneself);
    }

    [Fact]
    public void Look_ListOfMembers_TakesNobodyForOneOfThem()
    {
        var oracle = new IdentityOracle(
            [new IdentityRule("/*", "{user}")],
            [.. Members.Select(name => new Account(name, new Dictionary<string, string> { ["user"] = name }))]);
        oracle.Look(Of("anonymous", "/forum", "<p>alice wrote</p><p>carol wrote</p>")).Verdict.ShouldNotBe(IdentityVerdict.Another);
        oracle.Look(Of("bobby", "/forum", "<p>alice wrote</p><p>carol wrote</p>")).Verdict.ShouldNotBe(IdentityVerdict.Another);
        oracle.Look(Of("bobby", "/me", "<p>Signed in as alice</p>")).Verdict.ShouldBe(IdentityVerdict.Another);
    }

    [Fact]
    public void Inspect_WhatBelongsToEverybody_AccusesNobody()
    {
        var sightings = new List<Sighting>();
        for (var i = 0; i < 30; i++)
        {
            var who = (i % 3) switch { 0 => "alice", 1 => "bob", _ => "anonymous" };
            sightings.AddRange(_inspector.Inspect(Of(
                who, $"/page-{i % 4}", $"<p>{who}</p>", Private, $"ETag: \"5f2d8e1a-{i % 4}\"", $"Content-Language: {(i % 2 == 0 ? "de" : "en")}",
                "Set-Cookie: consent=accepted; Path=/", "Set-Cookie: theme=dark; Path=/", $"Set-Cookie: locale={(i % 2 == 0 ? "german-at" : "english-gb")}; Path=/", "Set-Cookie: seen=1718000000; Path=/",
                $"Set-Cookie: last={1_718_000_000 + i / 3}; Path=/", "Set-Cookie: sid=deleted; Path=/; Max-Age=0", "Set-Cookie: sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                $"Set-Cookie: step=checkout-{i % 2}; Path=/")));
        }

        sightings.Where(one => one.Severity == Severity.Leak).ShouldBeEmpty();
    }

    [Fact]
    public void Inspect_TokenOfASessionAndItsPrivateCache_AreNoReplay()
    {
        var sightings = new List<Sighting>();
        foreach (var who in new[] { "alice", "bob" })
        {
            for (var i = 0; i < 10; i++)
            {
                // The session's own token in each page, and a browser's own store that gives a page and its nonce again.
                sightings.AddRange(_inspector.Inspect(Of(who, $"/page-{i % 2}", $"<form><input name=csrf value={who}-5f2d8e1a9b3c></form><script nonce=\"{who}{i / 2:x12}\"></script>", Private, "Content-Type: text/html")));
            }
        }

        sightings.ShouldBeEmpty();
    }
}
