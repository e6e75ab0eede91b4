using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Plans;

public sealed class TrialPlanTests
{
    private static readonly Target Page = new(new Uri("http://127.0.0.1/account"), TargetKind.Page);
    private static readonly IReadOnlyList<TimeSpan> Windows = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)];

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(100)]
    public void Cover_OfAPage_HasEveryTacticEveryWindowAndNoTwoOfOneInARow(int accounts)
    {
        var trials = Plan(accounts).Cover(Page);

        trials.Select(trial => trial.Tactic).Distinct().ShouldBe([Tactic.TimedPair, Tactic.Burst, Tactic.CancelledPair], ignoreOrder: true);
        foreach (var window in Windows)
            trials.ShouldContain(trial => trial.Tactic == Tactic.TimedPair && trial.Rest > window && !trial.IsCold);
        trials.ShouldContain(trial => trial.IsCold);
        trials.ShouldContain(trial => trial.Parties.Any(party => party.IsAnonymous));
        foreach (var trial in trials)
        {
            trial.Parties.Count.ShouldBeGreaterThan(1);
            trial.Parties.Zip(trial.Parties.Skip(1)).ShouldAllBe(pair => pair.First != pair.Second);
            trial.Parties[0].IsAnonymous.ShouldBeFalse("what nobody gets first is nobody's");
        }
    }

    [Fact]
    public void Cover_OfOneAddress_TakesTwentyRequestsWithTwoAccountsBeforeTheLongRest() =>
        Plan(2).Cover(Page).TakeWhile(trial => trial.Rest < TimeSpan.FromSeconds(2)).Sum(trial => trial.Parties.Count).ShouldBeLessThanOrEqualTo(20);

    [Fact]
    public void Cover_WhereTheSiteSpeaksHttp2_HasEveryTacticInBothProtocols()
    {
        foreach (var protocol in Enum.GetValues<HttpProtocol>())
            Plan(2).Cover(Page).Where(trial => trial.Protocol == protocol).Select(trial => trial.Tactic).Distinct().ShouldBe([Tactic.TimedPair, Tactic.Burst, Tactic.CancelledPair], ignoreOrder: true);
    }

    [Fact]
    public void Cover_WithOneAccount_HasSomebodyAndNobody() => Plan(1).Cover(Page).ShouldAllBe(trial => trial.Parties.Count >= 2 && trial.Parties.Any(party => party.IsAnonymous));

    [Fact]
    public void Next_InHaste_NeverRests() => Enumerable.Repeat(Plan(3), 20).Select(plan => plan.Next(Page, inHaste: true)).ShouldAllBe(trial => trial.Rest == TimeSpan.Zero);

    [Fact]
    public void Next_OverManyRounds_HasBothOrdersOfEveryTwo()
    {
        var plan = Plan(3);
        var orders = Enumerable.Range(0, 300).SelectMany(_ => plan.Next(Page, inHaste: false).Parties is var parties ? parties.Zip(parties.Skip(1)) : [])
            .Select(pair => (pair.First.Name, pair.Second.Name)).ToHashSet();

        foreach (var one in (string[])["account-0", "account-1", "account-2"])
            orders.Where(order => order.Item1 == one).Select(order => order.Item2).Where(name => name != Account.Anonymous).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Cover_OfAnyAddress_LetsEachOfTwoBeTheFirst()
    {
        var plan = Plan(2);
        foreach (var page in Enumerable.Range(0, 50).Select(i => new Target(new Uri($"http://127.0.0.1/{i}"), TargetKind.Page)))
            plan.Cover(page).Where(trial => trial.Tactic == Tactic.TimedPair && trial.Rest > TimeSpan.Zero).Select(trial => trial.Parties[0].Name).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Next_WhileOthersAreTried_IsWhatItIsAlone()
    {
        var elsewhere = new Target(new Uri("http://127.0.0.1/elsewhere"), TargetKind.Page);
        var (alone, among) = (Plan(4), Plan(4));
        for (var i = 0; i < 30; i++)
        {
            for (var others = 0; others < i % 3; others++)
                among.Next(elsewhere, inHaste: false);
            Words(among.Next(Page, inHaste: false)).ShouldBe(Words(alone.Next(Page, inHaste: false)));
        }

        static string Words(Trial trial) =>
            $"{trial.Tactic} {string.Join(' ', trial.Parties.Select(party => party.Name))} {trial.Rest} {trial.IsCold} {trial.OnFreshConnections} {trial.Protocol} {trial.GiveUpAfter}";
    }

    [Fact]
    public void Next_OfAddressesInTurn_HasEveryTacticAtEach()
    {
        var plan = Plan(2);
        var pages = Enumerable.Range(0, 4).Select(i => new Target(new Uri($"http://127.0.0.1/{i}"), TargetKind.Page)).ToList();
        var trials = Enumerable.Range(0, 4).SelectMany(_ => pages.Select(page => plan.Next(page, inHaste: false))).ToList();

        foreach (var page in pages)
            trials.Where(trial => trial.Target == page).Select(trial => trial.Tactic).Distinct().Count().ShouldBe(3);
        trials.ShouldAllBe(trial => trial.IsExtra);
        trials.ShouldAllBe(trial => trial.GiveUpAfter.HasValue == (trial.Tactic == Tactic.CancelledPair));
    }

    [Fact]
    public void Cover_OfTheSameSeed_IsTheSame() => Names(Plan(4)).ShouldBe(Names(Plan(4)));

    [Fact]
    public void Cover_OfAVariant_AsksOncePerPartyAndOnlyWhenWanted()
    {
        var variant = Page with { Kind = TargetKind.Variant };

        Plan(2).Cover(variant).ShouldHaveSingleItem().Tactic.ShouldBe(Tactic.PathVariant);
        Plan(2, Tactic.Burst).Cover(variant).ShouldBeEmpty();
    }

    [Fact]
    public void GoesOnAt_AVariant_WhenNothingElseIsWanted()
    {
        var variant = Page with { Kind = TargetKind.Variant };

        Plan(2).GoesOnAt(Page).ShouldBeTrue();
        Plan(2).GoesOnAt(variant).ShouldBeFalse();
        Plan(2, Tactic.PathVariant, Tactic.Churn).GoesOnAt(variant).ShouldBeTrue();
    }

    private static IEnumerable<string> Names(TrialPlan plan) => plan.Cover(Page).SelectMany(trial => trial.Parties).Select(party => party.Name);

    private static TrialPlan Plan(int accounts, params string[] tactics) => new(
        [.. Enumerable.Range(0, accounts).Select(i => new Account($"account-{i}", new Dictionary<string, string>()))],
        Account.Nobody(),
        tactics.Length == 0 ? ProbeOptions.AllTactics : tactics.ToHashSet(),
        Windows,
        speaksHttp2: true,
        new SeededChoice(7));
}
