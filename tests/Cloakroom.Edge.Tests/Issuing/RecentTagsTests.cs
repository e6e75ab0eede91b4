using Cloakroom.Edge.Issuing;
using static Cloakroom.Edge.Tests.Control.EdgeBench;

namespace Cloakroom.Edge.Tests.Issuing;

public sealed class RecentTagsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void TryGet_UsedAmongManyOthers_IsKept()
    {
        var issues = new RecentTags<ConfirmedIssue>(capacity: 100);
        issues.Set(Value(0), new ConfirmedIssue(Binding(0), Now));
        for (var i = 1; i < 10_000; i++)
        {
            issues.Set(Value(i), new ConfirmedIssue(Binding(i), Now));
            issues.TryGet(Value(0), out var used).ShouldBeTrue();
            used.Binding.ShouldBe(Binding(0));
        }

        issues.TryGet(Value(9_999), out _).ShouldBeTrue();
        issues.TryGet(Value(1), out _).ShouldBeFalse();
        Enumerable.Range(0, 10_000).Count(i => issues.TryGet(Value(i), out _)).ShouldBeLessThanOrEqualTo(150);
    }

    [Fact]
    public void Set_SameValueAgain_IsTheLaterOneInEitherGeneration()
    {
        var issues = new RecentTags<ConfirmedIssue>(capacity: 4);
        issues.Set(Value(1), new ConfirmedIssue(Binding(1), Now));
        issues.Set(Value(2), new ConfirmedIssue(Binding(2), Now));
        issues.Set(Value(1), new ConfirmedIssue(Binding(9), Now));

        issues.TryGet(Value(1), out var issue).ShouldBeTrue();
        issue.Binding.ShouldBe(Binding(9));
    }

    [Fact]
    public void TryAdd_MoreThanThereIsRoomFor_IsRefusedUntilSomeAreGone()
    {
        var issues = new UnconfirmedIssues(capacity: 2);
        var issue = new UnconfirmedIssue(Binding(1), null, Now);
        issues.TryAdd(Value(1), issue).ShouldBeTrue();
        issues.TryAdd(Value(1), issue).ShouldBeTrue();
        issues.TryAdd(Value(2), issue).ShouldBeFalse();

        issues.Remove(Value(1));

        issues.Count.ShouldBe(0);
        issues.TryAdd(Value(2), issue).ShouldBeTrue();
    }
}
