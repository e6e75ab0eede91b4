using System.Buffers.Text;
using System.Security.Cryptography;
using Cloakroom.Edge.Sealing;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Sealing;

public sealed class SealKeysTests : IDisposable
{
    private readonly KeysInMemory _repository = new();
    private readonly TestRing _ring;

    public SealKeysTests() => _ring = new TestRing(_repository);

    public void Dispose() => _ring.Dispose();

    [Fact]
    public async Task Rotation_InTheMiddle_OldOpensAndNewIsSealedUnderTheNewKey()
    {
        _ring.Rotate(TimeSpan.FromDays(10));
        using var edge = _ring.Edge();
        var binding = edge.NewBinding();
        var old = edge.SealFor(binding);
        var oldPredecessor = edge.Bindings.Write(edge.NewBinding(), binding);
        edge.Seal.TryOpen(SealFixture.CookieName, old, new BroughtBinding(binding), out _, out var before).ShouldBe(OpenOutcome.Opened);
        before.SealedUnderCurrentKey.ShouldBeTrue();

        var next = _ring.Rotate(TimeSpan.FromDays(3));
        await Eventually.TrueAsync(() => edge.Keys.Current.Id == next);

        edge.Seal.TryOpen(SealFixture.CookieName, old, new BroughtBinding(binding), out var content, out var after).ShouldBe(OpenOutcome.Opened);
        content.ShouldBe(edge.Content());
        after.SealedUnderCurrentKey.ShouldBeFalse();
        edge.Bindings.Read(oldPredecessor)!.Value.Previous.ShouldBe(binding);
        edge.Seal.TryOpen(SealFixture.CookieName, edge.SealFor(binding), new BroughtBinding(binding), out _, out var anew).ShouldBe(OpenOutcome.Opened);
        anew.SealedUnderCurrentKey.ShouldBeTrue();
    }

    [Fact]
    public void Rotation_OneEdgeAheadOfTheOther_SealsOnlyForwards()
    {
        var old = _ring.Rotate(TimeSpan.FromDays(10));
        _ring.Rotate(TimeSpan.FromDays(3));
        var keys = _ring.Source().Read();
        using var ahead = new SealFixture(new FixedSource(keys));
        using var behind = new SealFixture(new FixedSource(keys with { CurrentId = old }));
        var binding = ahead.NewBinding();

        behind.Seal.TryOpen(SealFixture.CookieName, ahead.SealFor(binding), new BroughtBinding(binding), out _, out var header).ShouldBe(OpenOutcome.Opened);
        header.SealedUnderCurrentKey.ShouldBeTrue();
        ahead.Seal.TryOpen(SealFixture.CookieName, behind.SealFor(binding), new BroughtBinding(binding), out _, out header).ShouldBe(OpenOutcome.Opened);
        header.SealedUnderCurrentKey.ShouldBeFalse();
    }

    [Fact]
    public async Task Revocation_InThisProcess_EndsWhatWasSealed()
    {
        using var edge = _ring.Edge();
        var binding = edge.NewBinding();
        var text = edge.SealFor(binding);
        var revoked = edge.Keys.Current.Id;

        _ring.Manager.RevokeKey(revoked);
        await Eventually.TrueAsync(() => edge.Keys.Current.Id != revoked);

        edge.Seal.TryOpen(SealFixture.CookieName, text, new BroughtBinding(binding), out var content, out var header).ShouldBe(OpenOutcome.UnknownKey);
        content.ShouldBeNull();
        header.ShouldBe(default);
        edge.Open(edge.SealFor(binding), binding).ShouldBe(OpenOutcome.Opened);
    }

    [Fact]
    public void Revocation_ByAnotherProcess_EndsWhatWasSealedByTheNextReading()
    {
        // Before the edge, which would make one and read it again in the background.
        _ring.Rotate(TimeSpan.FromDays(3));
        using var edge = _ring.Edge();
        using var other = new TestRing(_repository);
        var binding = edge.NewBinding();
        var text = edge.SealFor(binding);
        var revoked = edge.Keys.Current.Id;

        other.Manager.RevokeKey(revoked);
        edge.Open(text, binding).ShouldBe(OpenOutcome.Opened);
        edge.Clock.Advance(SealKeys.RefreshInterval);

        edge.Open(text, binding).ShouldBe(OpenOutcome.UnknownKey);
        edge.Keys.Current.Id.ShouldNotBe(revoked);
        edge.Open(edge.SealFor(binding), binding).ShouldBe(OpenOutcome.Opened);
    }

    [Fact]
    public void Rings_OfTwoProcessesOverOneDirectory_OpenEachOthers()
    {
        var directory = Directory.CreateTempSubdirectory("cloakroom-edge-keys-");
        try
        {
            var files = new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(
                directory, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
            using var firstRing = new TestRing(files);
            using var secondRing = new TestRing(files);
            using var first = firstRing.Edge();
            using var second = secondRing.Edge();
            var binding = first.NewBinding();

            second.Open(first.SealFor(binding), binding).ShouldBe(OpenOutcome.Opened);
            first.Open(second.SealFor(binding), binding).ShouldBe(OpenOutcome.Opened);
            first.Open(second.SealFor(binding), second.NewBinding()).ShouldBe(OpenOutcome.Foreign);
            second.Bindings.Read(first.Bindings.Write(second.NewBinding(), binding))!.Value.Previous.ShouldBe(binding);
            directory.GetFiles("key-*.xml").Length.ShouldBe(1);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Rings_ThatAreNotShared_OpenNothingOfEachOther_RedTwin()
    {
        using var elsewhere = new TestRing(new KeysInMemory());
        using var first = _ring.Edge();
        using var second = elsewhere.Edge();
        var binding = first.NewBinding();

        second.Open(first.SealFor(binding), binding).ShouldBe(OpenOutcome.UnknownKey);
    }

    [Fact]
    public void Find_KeyThatAnotherEdgeHasJustMade_OpensAtOnce()
    {
        // A pause of this machine is not a store that hangs.
        using var edge = new SealFixture(_ring.Source(), patience: TimeSpan.FromMinutes(2));
        using var otherRing = new TestRing(_repository);
        var late = otherRing.Manager.CreateNewKey(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        var keys = otherRing.Source().Read();
        using var other = new SealFixture(new FixedSource(new SealKeySet(late.KeyId, keys.Keys)));
        var binding = edge.NewBinding();

        edge.Open(other.SealFor(binding), binding).ShouldBe(OpenOutcome.Opened);
    }

    [Fact]
    public void Find_MadeUpKeys_AskTheRingOnceInAWhile()
    {
        var source = new ScriptedSource(new InMemoryKeySource());
        using var edge = new SealFixture(source);
        var binding = edge.NewBinding();
        var body = Base64Url.DecodeFromChars(edge.SealFor(binding).AsSpan(CookieSeal.Prefix.Length));
        source.Readings.ShouldBe(1);

        for (var round = 1; round <= 3; round++)
        {
            for (var request = 0; request < 100; request++)
            {
                RandomNumberGenerator.Fill(body.AsSpan(0, 4));
                edge.Open(CookieSeal.Prefix + Base64Url.EncodeToString(body), binding).ShouldBe(OpenOutcome.UnknownKey);
            }

            source.Readings.ShouldBe(1 + round);
            edge.Clock.Advance(SealKeys.AskInterval);
        }
    }

    [Fact]
    public void Find_KnownKeys_NeverReadTheRing()
    {
        var source = new ScriptedSource(new InMemoryKeySource());
        using var edge = new SealFixture(source);
        var binding = edge.NewBinding();

        for (var request = 0; request < 100; request++)
            edge.Open(edge.SealFor(binding), binding).ShouldBe(OpenOutcome.Opened);

        source.Readings.ShouldBe(1);
    }

    [Fact]
    public void Read_RingFailsLater_KeepsTheKeysItHad()
    {
        var source = new ScriptedSource(new InMemoryKeySource());
        using var edge = new SealFixture(source);
        var binding = edge.NewBinding();
        var text = edge.SealFor(binding);

        source.Failure = new IOException("The disk is gone.");
        edge.Clock.Advance(SealKeys.RefreshInterval);

        source.Readings.ShouldBe(2);
        edge.Open(text, binding).ShouldBe(OpenOutcome.Opened);
        edge.Open(edge.SealFor(binding), binding).ShouldBe(OpenOutcome.Opened);
    }

    [Fact]
    public void Start_RingFails_DoesNotStart() =>
        Should.Throw<IOException>(() => new SealFixture(new ScriptedSource(new InMemoryKeySource()) { Failure = new IOException() }));

    [Fact]
    public async Task Changed_OncePerChange_ReadsOnce()
    {
        _ring.Rotate(TimeSpan.FromDays(2));
        var source = new ScriptedSource(_ring.Source());
        using var edge = new SealFixture(source);
        source.Readings.ShouldBe(1);

        var next = _ring.Rotate(TimeSpan.FromDays(1));
        await Eventually.TrueAsync(() => edge.Keys.Current.Id == next);
        edge.SealFor(edge.NewBinding());

        source.Readings.ShouldBe(2);
    }
}

/// <summary>Always the same keys.</summary>
internal sealed class FixedSource(SealKeySet keys) : ISealKeySource
{
    public CancellationToken Changed => CancellationToken.None;

    public SealKeySet Read() => keys;
}
