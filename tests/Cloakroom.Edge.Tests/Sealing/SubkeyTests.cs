using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Tests.Sealing;

public sealed class SubkeyTests
{
    [Fact]
    public void Seal_AsManyAsASubkeyMay_ThenTakesANewSalt()
    {
        using var edge = new SealFixture(limits: new SubkeyLimits(Seals: 3, TimeSpan.FromHours(24)));
        var binding = edge.NewBinding();

        var texts = Enumerable.Range(0, 10).Select(_ => edge.SealFor(binding)).ToList();

        texts.GroupBy(SaltOf).Select(group => group.Count()).ShouldBe([3, 3, 3, 1]);
        texts.ShouldAllBe(text => edge.Open(text, binding) == OpenOutcome.Opened);
    }

    [Fact]
    public void Seal_ForADay_ThenTakesANewSalt()
    {
        using var edge = new SealFixture();
        var binding = edge.NewBinding();
        var first = edge.SealFor(binding);
        edge.Clock.Advance(SubkeyLimits.Default.Age - TimeSpan.FromSeconds(1));
        SaltOf(edge.SealFor(binding)).ShouldBe(SaltOf(first));

        edge.Clock.Advance(TimeSpan.FromSeconds(1));

        SaltOf(edge.SealFor(binding)).ShouldNotBe(SaltOf(first));
        edge.Open(first, binding).ShouldBe(OpenOutcome.Opened);
    }

    [Fact]
    public void Seal_ManyThreadsAtTheLimit_NoSaltIsUsedMoreOften()
    {
        using var edge = new SealFixture(limits: new SubkeyLimits(Seals: 50, TimeSpan.FromHours(24)));
        var binding = edge.NewBinding();
        var texts = new ConcurrentBag<string>();
        InThreads(8, _ =>
        {
            for (var round = 0; round < 200; round++)
                texts.Add(edge.SealFor(binding));
        });

        texts.GroupBy(SaltOf).Max(group => group.Count()).ShouldBeLessThanOrEqualTo(50);
        texts.ShouldAllBe(text => edge.Open(text, binding) == OpenOutcome.Opened);
    }

    [Fact]
    public void Limits_Default_StayFarBelowWhatRandomNoncesAllow()
    {
        // NIST SP 800-38D section 8.3: no more than 2^32 under one key.
        SubkeyLimits.Default.Seals.ShouldBeLessThanOrEqualTo(1L << 28);
        SubkeyLimits.Default.Age.ShouldBe(TimeSpan.FromHours(24));
    }

    [Fact]
    public void TryOpen_MadeUpSalts_AreNotKept()
    {
        using var edge = new SealFixture();
        var binding = edge.NewBinding();
        var body = Base64Url.DecodeFromChars(edge.SealFor(binding).AsSpan(CookieSeal.Prefix.Length));
        for (var attempt = 0; attempt < 2000; attempt++)
        {
            RandomNumberGenerator.Fill(body.AsSpan(4, 8));
            edge.Open(CookieSeal.Prefix + Base64Url.EncodeToString(body), binding).ShouldBe(OpenOutcome.NotSealed);
        }

        edge.Keys.Current.SubkeyCount.ShouldBe(1);
    }

    [Fact]
    public void TryOpen_AnotherEdgesSalt_IsKeptOnceItHasOpenedOrProvedForeign()
    {
        var source = new InMemoryKeySource();
        using var first = new SealFixture(source);
        using var second = new SealFixture(source);
        using var third = new SealFixture(source);
        var binding = first.NewBinding();

        third.Open(first.SealFor(binding), binding).ShouldBe(OpenOutcome.Opened);
        third.Keys.Current.SubkeyCount.ShouldBe(1);
        third.Open(second.SealFor(binding), third.NewBinding()).ShouldBe(OpenOutcome.Foreign);
        third.Keys.Current.SubkeyCount.ShouldBe(2);
    }

    [Fact]
    public void Keep_MoreThanAreKept_StaysBoundedAndAllOpen()
    {
        using var edge = new SealFixture(limits: new SubkeyLimits(Seals: 1, TimeSpan.FromHours(24)));
        var binding = edge.NewBinding();

        var texts = Enumerable.Range(0, RingKey.MaxSubkeys + 50).Select(_ => edge.SealFor(binding)).ToList();

        edge.Keys.Current.SubkeyCount.ShouldBeLessThanOrEqualTo(RingKey.MaxSubkeys);
        texts.ShouldAllBe(text => edge.Open(text, binding) == OpenOutcome.Opened);
    }

    [Fact]
    public void Encrypt_ManyTimesInManyThreads_NeverRepeatsANonce()
    {
        var subkey = new Subkey(new byte[32], salt: 1);
        var nonces = new ConcurrentDictionary<UInt128, bool>();
        InThreads(8, _ =>
        {
            var frame = new byte[SealCipher.NonceSize + SealCipher.TagSize + 4];
            for (var round = 0; round < 2000; round++)
            {
                subkey.Encrypt(frame.AsSpan(0, SealCipher.NonceSize), frame.AsSpan(28), frame.AsSpan(12, 16), default);
                nonces.TryAdd(new UInt128(BinaryPrimitives.ReadUInt64BigEndian(frame), BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(8))), true).ShouldBeTrue();
            }
        });

        nonces.Count.ShouldBe(16_000);
    }

    [Fact]
    public void Pool_ManyThreads_LendsNothingTwiceAtOnce()
    {
        var overlaps = 0;
        var pool = new ProcessorPool<Lent>(() => new Lent());
        InThreads(8, _ =>
        {
            for (var round = 0; round < 20_000; round++)
            {
                var lent = pool.Take();
                if (Interlocked.Increment(ref lent.Borrowers) != 1 || lent.IsDisposed)
                    Interlocked.Increment(ref overlaps);
                if (round % 64 == 0)
                    Thread.Yield();
                Interlocked.Decrement(ref lent.Borrowers);
                pool.GiveBack(lent);
            }
        });

        overlaps.ShouldBe(0);
    }

    [Fact]
    public void Pool_MoreThanItKeeps_AreDisposed()
    {
        var pool = new ProcessorPool<Lent>(() => new Lent());
        var all = Enumerable.Range(0, 10 + (2 * Environment.ProcessorCount)).Select(_ => pool.Take()).ToList();
        all.ForEach(pool.GiveBack);

        all.Count(lent => lent.IsDisposed).ShouldBeGreaterThanOrEqualTo(10);
    }

    private static ulong SaltOf(string text) =>
        BinaryPrimitives.ReadUInt64BigEndian(Base64Url.DecodeFromChars(text.AsSpan(CookieSeal.Prefix.Length)).AsSpan(4));

    private static void InThreads(int count, Action<int> run)
    {
        var failures = new ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, count).Select(number => new Thread(() =>
        {
            try
            {
                run(number);
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        failures.ShouldBeEmpty();
    }

    private sealed class Lent : IDisposable
    {
        public int Borrowers;

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
