using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Caches.Configurations;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary>What stands when the caches are of other versions than the tables.</summary>
public sealed class CachePromisesTests
{
    private const string Row = "| page, edge | – | – | – | **F**/B | – | – | – | – |";

    [Fact]
    public void FindBroken_TheSame_IsNone() => CachePromises.FindBroken(With(Row), With(Row)).ShouldBeEmpty();

    [Theory]
    [InlineData("| page, edge | – | – | – | – | – | – | – | – |")]
    [InlineData("| page, edge | – | – | – | B/**F** | – | – | – | c/– |")]
    public void FindBroken_NothingNewThatOpensOrShowsAnything_IsNone(string row) => CachePromises.FindBroken(With(Row), With(row)).ShouldBeEmpty();

    [Theory]
    [InlineData("| page, edge | – | – | – | **SF**B/B | – | – | – | – |", "max-age: SFB")]
    [InlineData("| page, edge | B/– | – | – | **F**/B | – | – | – | – |", "none: B")]
    [InlineData("| page, edge | – | – | – | **F**/B | – | – | – | x |", "no-store: x")]
    public void FindBroken_ALeakMore_NamesTheCell(string row, string cell) =>
        CachePromises.FindBroken(With(Row), With(row)).ShouldHaveSingleItem().ShouldStartWith($"nginx: as it comes, page, edge, {cell}");

    [Fact]
    public void FindBroken_WithoutTheEdge_IsTheCachesOwnBusiness() =>
        CachePromises.FindBroken(With("| page | – | – | – | – | – | – | – | – |"), With("| page | **S**B/B | – | – | – | – | – | – | – |")).ShouldBeEmpty();

    [Fact]
    public void FindBroken_AConfigurationThatIsNotInTheDocument_IsNamed() => CachePromises.FindBroken("", With(Row)).Count.ShouldBe(CacheControl.All.Count);

    [Fact]
    public async Task FindBroken_TheDocument_IsRead()
    {
        var document = await File.ReadAllTextAsync(CacheDocument.Path, TestContext.Current.CancellationToken);

        CachePromises.FindBroken("", document).Count.ShouldBe(CacheConfigurations.All.Count * 2 * CacheControl.All.Count);
    }

    private static string With(string row) => $"<!-- generated: nginx -->\n\n**as it comes**\n\n{row}\n<!-- end -->\n";
}
