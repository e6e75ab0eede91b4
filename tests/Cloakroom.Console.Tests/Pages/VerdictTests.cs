using Cloakroom.Console.Reading;
using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Operations;

namespace Cloakroom.Console.Tests.Pages;

/// <summary>The one sentence.</summary>
public sealed class VerdictTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Of_NothingWrong_IsThatAllIsWell()
    {
        var verdict = Verdict.Of(Sample());

        (verdict.Level, verdict.Sentence).ShouldBe((VerdictLevel.Well, "All is well."));
        verdict.More.ShouldHaveSingleItem().ShouldContain("The one node that is known is up to date.");
    }

    [Fact]
    public void Of_SeveralThings_SaysTheWorstFirst()
    {
        var verdict = Verdict.Of(Sample(
            mode: new ModeState(CloakroomMode.SignInClosed, "olga", "drill", Now),
            state: NodeState.Silent,
            open: [Of(mixups: 4, exposed: 0), Of(mixups: 3, exposed: 2)]));

        verdict.Level.ShouldBe(VerdictLevel.Wrong);
        verdict.Sentence.ShouldBe("Somebody may have seen another's session: 2 mix-ups in 1 open incident were let through.");
        verdict.More.Count.ShouldBe(3);
        verdict.More.ShouldContain("4 mix-ups in 1 open incident, all blocked: nobody has seen another's session.");
        verdict.More.ShouldContain("Sign-in is closed since 2 Jan 2026, 03:04, by olga: drill.");
        verdict.More.ShouldContain("1 node has been silent for more than 5 seconds.");
    }

    [Fact]
    public void Of_ACanaryThatIsWrong_IsWrongWhateverElse() =>
        Verdict.Of(Sample(canary: CanaryResult.Wrong)).Sentence.ShouldContain("the self-test of web-1 fails");

    [Fact]
    public void Of_MixupsThatWereLost_IsNotWell() => Verdict.Of(Sample(lost: 1)).Level.ShouldBe(VerdictLevel.Attention);

    private static Incident Of(long mixups, long exposed) => new()
    {
        Id = "i",
        OpenedAt = Now,
        First = Now,
        Last = Now,
        Mixups = mixups,
        Exposed = exposed,
        Cause = new IncidentCause(MixupKind.ForeignBinding, "/", "web-1"),
    };

    private static Overview Sample(
        ModeState? mode = null, NodeState state = NodeState.UpToDate, CanaryResult canary = CanaryResult.Right, long lost = 0, IReadOnlyList<Incident>? open = null) => new(
            Now,
            new Fleet([new NodeRow(new Node(NodeKind.Edge, "n", "web-1", Now, Now, 1, Now) { Canary = new CanaryRun(canary, Now), MixupsLost = lost }, state)], mode ?? ModeState.Initial),
            open ?? [],
            [],
            [.. Enumerable.Range(0, 60).Select(minute => new MinuteTotals(minute, 0, 0, 0, 0))],
            HasEdges: false,
            []);
}
