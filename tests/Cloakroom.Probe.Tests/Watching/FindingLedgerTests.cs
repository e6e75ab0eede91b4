using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Tests.Reports;
using Cloakroom.Probe.Watching;

namespace Cloakroom.Probe.Tests.Watching;

/// <summary>Each finding once, again when it comes back, and once a day while it stays.</summary>
public sealed class FindingLedgerTests
{
    private static readonly FindingReport Leak = Sample.Rich().Findings[0] with { Id = "leak", Severity = Severity.Leak, Route = "/account", Confirmation = new Confirmation(1, 1) };

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly FindingLedger _ledger;

    public FindingLedgerTests() => _ledger = new FindingLedger(_time);

    [Fact]
    public void Take_ConfirmedLeak_IsRaisedOnceAndAgainAfterADay()
    {
        Raised(Leak).ShouldBe(["leak"]);
        for (var i = 0; i < 287; i++)
        {
            _time.Now += TimeSpan.FromMinutes(5);
            Raised(Leak).ShouldBeEmpty();
        }

        _time.Now += TimeSpan.FromMinutes(5);
        Raised(Leak).ShouldBe(["leak"]);
        _ledger.Present.ShouldBe(1);
    }

    [Fact]
    public void Take_SeenOnceAndNotAgain_WaitsForAnotherRound()
    {
        var once = Leak with { Confirmation = new Confirmation(3, 0) };
        Raised(once).ShouldBeEmpty();
        Raised(once).ShouldBe(["leak"]);
    }

    [Fact]
    public void Take_NotSeenInThreeRoundsThatLooked_IsGoneAndRaisedWhenItComesBack()
    {
        Raised(Leak);
        Gone().ShouldBeEmpty();
        Gone().ShouldBeEmpty();
        // Not where nobody has looked.
        Gone(Sample.Report([]) with { Targets = [] }).ShouldBeEmpty();
        Gone(Sample.Report([]) with { Targets = [new TargetReport("/account", "page", true, 9, 0, false, null)] }).ShouldBeEmpty();
        Raised(Leak).ShouldBeEmpty();

        Gone();
        Gone();
        Gone().ShouldBe(["leak"]);
        _ledger.Present.ShouldBe(0);
        Raised(Leak).ShouldBe(["leak"]);
    }

    [Fact]
    public void Take_OneThatStandsForAnother_IsNewsAndTheOtherIsNotGone()
    {
        Raised(Leak);
        var page = Leak with { Id = "page", StandsFor = ["leak"] };
        Raised(page).ShouldBe(["page"]);
        for (var i = 0; i < 5; i++)
            _ledger.Take(Sample.Report([page])).Gone.ShouldBeEmpty();
        Raised(Leak).ShouldBeEmpty();
    }

    [Fact]
    public void Take_RaisedByAProcessBefore_IsNotRaisedAgain()
    {
        _ledger.NoteRaised("leak", _time.Now.AddHours(-1));
        Raised(Leak).ShouldBeEmpty();

        _time.Now += TimeSpan.FromHours(23);
        Raised(Leak).ShouldBe(["leak"]);
    }

    [Theory]
    [InlineData("cookie-on-cacheable", true)]
    [InlineData("personal-storable", false)]
    [InlineData("replayed-nonce", false)]
    public void Take_Warning_IsRaisedWhereItIsAMixupInTheMaking(string check, bool isRaised) =>
        Raised(Leak with { Check = check, Severity = Severity.Warning }).Any().ShouldBe(isRaised);

    /// <summary>A site that leaks at ever new addresses fills neither memory nor, a second time, the store.</summary>
    [Fact]
    public void Take_EverNewFindings_KnowsNoMoreThanItsCapacity()
    {
        var ledger = new FindingLedger(_time, capacity: 10);
        for (var i = 0; i < 100; i++)
            ledger.Take(Sample.Report([Leak with { Id = $"leak-{i}" }]) with { Targets = [] });
        ledger.Present.ShouldBe(10);
    }

    private IEnumerable<string> Raised(FindingReport finding) => _ledger.Take(Sample.Report([finding])).Raised.Select(one => one.Id);

    private IReadOnlyList<string> Gone(ProbeReport? round = null) => _ledger.Take(round ?? Sample.Report([])).Gone;
}
