using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Cloakroom.Edge.Sealing;

/// <summary>How long a subkey seals. AES-GCM with random nonces must stay far below 2^32 seals a key.</summary>
/// <param name="Seals">After so many a new salt is taken.</param>
/// <param name="Age">After so long a new salt is taken.</param>
internal sealed record SubkeyLimits(long Seals, TimeSpan Age)
{
    public static SubkeyLimits Default { get; } = new(1L << 28, TimeSpan.FromHours(24));
}

/// <summary>A key of the Data Protection ring as far as sealing goes, with the subkeys that are in use under it.</summary>
internal sealed class RingKey
{
    // Salts that authenticated something only, so made-up ones do not count. An edge makes one a day and one at each start.
    public const int MaxSubkeys = 1024;

    private readonly byte[] _key;
    private readonly TimeProvider _clock;
    private readonly SubkeyLimits _limits;
    private readonly ConcurrentDictionary<ulong, Subkey> _subkeys = new();
    private readonly Lock _renewing = new();
    private Sealing? _sealing;

    public RingKey(SourceKey source, TimeProvider clock, SubkeyLimits limits)
    {
        Id = source.Id;
        ActivatedAt = source.ActivatedAt;
        Span<byte> bytes = stackalloc byte[16];
        Id.TryWriteBytes(bytes);
        Prefix = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        _key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, source.Secret, _key, salt: [], "cloakroom edge seal v1"u8);
        _clock = clock;
        _limits = limits;
    }

    public Guid Id { get; }

    public DateTimeOffset ActivatedAt { get; }

    /// <summary>How many subkeys are kept.</summary>
    public int SubkeyCount => _subkeys.Count;

    /// <summary>What seals name the key by: random enough for the few keys of a ring, and where two agree both are tried.</summary>
    public uint Prefix { get; }

    /// <summary>The subkey to open with. A new one is kept only by <see cref="Keep"/>, when something has been opened with it.</summary>
    public Subkey ForOpening(ulong salt) => _subkeys.TryGetValue(salt, out var subkey) ? subkey : new Subkey(_key, salt);

    public void Keep(Subkey subkey)
    {
        if (_subkeys.ContainsKey(subkey.Salt))
            return;
        if (_subkeys.Count >= MaxSubkeys)
            _subkeys.Clear();
        _subkeys.TryAdd(subkey.Salt, subkey);
    }

    /// <summary>The subkey to seal one thing with.</summary>
    public Subkey ForSealing() => Volatile.Read(ref _sealing) is { } sealing && sealing.TryUse(_clock, _limits) ? sealing.Subkey : Renew();

    private Subkey Renew()
    {
        lock (_renewing)
        {
            if (_sealing is { } other && other.TryUse(_clock, _limits))
                return other.Subkey;
            Span<byte> salt = stackalloc byte[sizeof(ulong)];
            RandomNumberGenerator.Fill(salt);
            var sealing = new Sealing(new Subkey(_key, BinaryPrimitives.ReadUInt64BigEndian(salt)), _clock.GetTimestamp());
            Keep(sealing.Subkey);
            Volatile.Write(ref _sealing, sealing);
            return sealing.Subkey;
        }
    }

    private sealed class Sealing(Subkey subkey, long since)
    {
        // The one that it was made for.
        private long _seals = 1;

        public Subkey Subkey { get; } = subkey;

        public bool TryUse(TimeProvider clock, SubkeyLimits limits) =>
            Interlocked.Increment(ref _seals) <= limits.Seals && clock.GetElapsedTime(since) < limits.Age;
    }
}
