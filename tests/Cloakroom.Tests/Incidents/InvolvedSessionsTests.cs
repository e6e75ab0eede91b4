using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Incidents;

/// <summary>The table of decision 0017: whose session ends, by kind and disposition.</summary>
public sealed class InvolvedSessionsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly MixupParty Alice = new("alice", Id(1));
    private static readonly MixupParty Bob = new("bob", Id(2));

    [Theory]
    [InlineData(MixupKind.ForeignBinding, "1", "1")]
    [InlineData(MixupKind.Superseded, "1", "1")]
    [InlineData(MixupKind.DuplicateIssue, "1", "1")]
    [InlineData(MixupKind.CrossFlow, "1 2", "")]
    [InlineData(MixupKind.ForeignOwner, "1", "")]
    [InlineData(MixupKind.CookieOnCacheable, "1", "")]
    [InlineData(MixupKind.ForeignRecord, "", "")]
    [InlineData(MixupKind.CookieToStatic, "", "")]
    [InlineData(MixupKind.Canary, "", "")]
    public void Add_BetweenTwo_InvolvesByKindAndDisposition(MixupKind kind, string exposed, string blocked)
    {
        Of(Mixup(kind, MixupDisposition.Exposed, Alice, Bob)).ShouldBe(exposed);
        Of(Mixup(kind, MixupDisposition.Blocked, Alice, Bob)).ShouldBe(blocked);
    }

    /// <summary>Not even as one whose session cannot be named, which would keep people looking for it.</summary>
    [Theory]
    [InlineData(MixupKind.DuplicateIssue)]
    [InlineData(MixupKind.ForeignOwner)]
    [InlineData(MixupKind.CookieOnCacheable)]
    public void Add_ByTheProbe_InvolvesNobody(MixupKind kind)
    {
        var involved = new InvolvedSessions();
        var mixup = Mixup(kind, MixupDisposition.Exposed, new MixupParty("probe:alice", null), new MixupParty("probe:bob", null));
        involved.Add(mixup with { Node = "probe@web-1" });
        (involved.Unnamed, involved.All.Count).ShouldBe((0, 0));

        involved.Add(mixup with { Owner = Alice });
        involved.All.Count.ShouldBe(1);
    }

    [Fact]
    public void Add_TwoSessionsOfOnePerson_InvolvesNobody()
    {
        Of(Mixup(MixupKind.ForeignBinding, MixupDisposition.Exposed, Alice, new MixupParty("alice", Id(9)))).ShouldBe("");

        var involved = new InvolvedSessions();
        involved.Add(Mixup(MixupKind.ForeignBinding, MixupDisposition.Exposed, Alice, new MixupParty("alice", Id(9))));
        involved.Add(Use(1, 9));
        involved.Add(Use(1, 2));
        Names(involved).ShouldBe("1");
    }

    [Theory]
    [InlineData(MixupKind.CrossFlow)]
    [InlineData(MixupKind.ForeignOwner)]
    public void Add_OwnerThatIsNotKnown_LeavesThePresenterAlone(MixupKind kind) =>
        Of(Mixup(kind, MixupDisposition.Exposed, MixupParty.Unknown, Bob)).ShouldBe("");

    [Fact]
    public void Add_WhatGotOutWithoutAName_IsCounted()
    {
        var involved = new InvolvedSessions();
        involved.Add(Mixup(MixupKind.CookieOnCacheable, MixupDisposition.Exposed, MixupParty.Unknown, MixupParty.Unknown));
        involved.Add(Mixup(MixupKind.CookieOnCacheable, MixupDisposition.Blocked, MixupParty.Unknown, MixupParty.Unknown));

        (involved.Unnamed, involved.All.Count).ShouldBe((1, 0));
    }

    [Fact]
    public void Add_Uses_InvolveOwnersThatNoMixupNames()
    {
        var involved = new InvolvedSessions();
        involved.Add(Mixup(MixupKind.ForeignBinding, MixupDisposition.Exposed, Alice, Bob));
        involved.Add(Use(1, 2, minute: 3));
        involved.Add(Use(5, 2));
        involved.Add(Use(6, 0));

        involved.All.ShouldBe([new(Id(1), Start.AddMinutes(3)), new(Id(5), Start), new(Id(6), Start)], ignoreOrder: true);
    }

    /// <summary>At the edge, uses name the owner by the binding that the session is sealed for.</summary>
    [Fact]
    public void Add_UsesThatNameABinding_InvolveTheOwnersAndNotThePresenters()
    {
        var involved = new InvolvedSessions();
        involved.Add(Mixup(MixupKind.ForeignBinding, MixupDisposition.Exposed, new MixupParty("binding:" + Id(10), Id(1)), new MixupParty("binding:" + Id(20), null)));
        involved.Add(Use(10, 20));

        Names(involved).ShouldBe("1 10");
    }

    private static string Of(Mixup mixup)
    {
        var involved = new InvolvedSessions();
        involved.Add(mixup);
        return Names(involved);
    }

    private static string Names(InvolvedSessions involved) => string.Join(' ', involved.All.Select(one => (int)PublicId.BitsOf(one.Id)).Order());

    private static string Id(int number) => PublicId.OfBits((UInt128)number);

    private static Use Use(int session, int presenter, int minute = 0) => new(
        new UseKey((UInt128)session, (UInt128)presenter, UseRoute.Dynamic, IsForeign: true), Start.AddMinutes(minute), Start.AddMinutes(minute), 1, 0, []);

    private static Mixup Mixup(MixupKind kind, MixupDisposition disposition, MixupParty owner, MixupParty presenter) =>
        new() { Id = PublicId.Create(), Kind = kind, At = Start, Disposition = disposition, Owner = owner, Presenter = presenter };
}
