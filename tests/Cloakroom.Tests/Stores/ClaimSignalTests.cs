using Cloakroom.Edges;
using Cloakroom.Sqlite;

namespace Cloakroom.Tests.Stores;

/// <summary>Processes that share a file hear of each other's claims at once.</summary>
public sealed class ClaimSignalTests : IDisposable
{
    private readonly SqliteFile _file = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string SignalPath => _file.Path + "-claims";

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Claim_OfAnotherStoreOnTheFile_IsHeardOfWhenItIsAcknowledged()
    {
        await using var one = await _file.OpenAsync();
        await using var other = await _file.OpenAsync();
        var version = other.ClaimsVersion;
        other.ClaimsVersion.ShouldBe(version);

        await one.TryIssueAsync(new Issue(1, 10, null, DateTimeOffset.UnixEpoch) { IsClaim = true }, Ct);

        other.ClaimsVersion.ShouldNotBe(version);
        one.ClaimsVersion.ShouldBe(other.ClaimsVersion);
    }

    /// <summary>Whoever noted it may have been killed before they could say so.</summary>
    [Fact]
    public async Task Claim_NotedAlready_IsToldAgain()
    {
        await using var store = await _file.OpenAsync();
        var claim = new Issue(1, 10, null, DateTimeOffset.UnixEpoch) { IsClaim = true };
        await store.TryIssueAsync(claim, Ct);
        var version = store.ClaimsVersion;

        await store.TryIssueAsync(claim, Ct);

        store.ClaimsVersion.ShouldNotBe(version);
    }

    /// <summary>By a write: what only the mapping has made longer is allocated at the first change, and where the disk is full by then, that ends the process.</summary>
    [Fact]
    public void Read_NoFileYet_AllocatesIt()
    {
        using var signal = new ClaimSignal(SignalPath);

        var number = signal.Read();

        number.ShouldNotBe(0);
        BitConverter.ToInt64(File.ReadAllBytes(SignalPath)).ShouldBe(number);
    }

    [Fact]
    public void Read_MemoryThatCannotBeShared_IsAnotherNumberEveryTime()
    {
        Directory.CreateDirectory(SignalPath);
        using var signal = new ClaimSignal(SignalPath);

        signal.Read().ShouldNotBe(signal.Read());
        Should.Throw<CloakroomException>(signal.Change).Message.ShouldContain(SignalPath);
    }

    [Fact]
    public void Read_AfterTheEnd_IsAnotherNumberEveryTime()
    {
        var signal = new ClaimSignal(SignalPath);
        signal.Read();
        signal.Dispose();

        signal.Read().ShouldNotBe(signal.Read());
        Should.Throw<CloakroomException>(signal.Change).Code.ShouldBe(CloakroomErrorCode.StoreUnavailable);
    }

    [Fact]
    public void File_IsItsOwnersOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions.");
        using var signal = new ClaimSignal(SignalPath);
        signal.Change();

#pragma warning disable CA1416 // Skipped on Windows.
        File.GetUnixFileMode(SignalPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
#pragma warning restore CA1416
    }
}
