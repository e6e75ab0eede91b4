using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Tests.Findings;

/// <summary>What the book keeps is bounded, however large the answers are.</summary>
[Collection<AloneInTheProcess>]
public sealed class FindingMemoryTests
{
    [Fact]
    public void Add_TenThousandCausesWithLargeBodies_KeepsAFewAndCountsTheRest()
    {
        var body = new byte[1_000_000];
        HeldMemory.Of(() =>
        {
            var book = new FindingBook(new KnownSecrets());
            for (var i = 0; i < 10_000; i++)
                book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", $"https://h/{MadeUp.Letters(i)}", bytes: i < 400 ? [.. body] : []), severity: Severity.Warning));
            ShouldHaveRoomForLeaksOnly(book);
            return book;
        }).ShouldBeLessThan(40_000_000);
    }

    private static void ShouldHaveRoomForLeaksOnly(FindingBook book)
    {
        book.Count.ShouldBe(FindingBook.DefaultCapacity);
        book.Omitted.ShouldBe(10_000 - FindingBook.DefaultCapacity);

        // A leak always has a place.
        book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/leak"))).ShouldBeTrue();
        book.Omitted.ShouldBe(10_001 - FindingBook.DefaultCapacity);
        book.ToReports()[0].Severity.ShouldBe(Severity.Leak);
        book.Worst().ShouldBe(Severity.Leak);
    }
}
