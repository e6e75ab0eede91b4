using System.Security.Cryptography;

namespace Cloakroom.Edge.Sealing;

/// <summary>HMAC-SHA256 under one key, for any number of threads.</summary>
/// <remarks>OpenSSL sets a one-shot HMAC up anew each time, which costs more than the hashing of a cookie.</remarks>
internal sealed class KeyedHash(byte[] key)
{
    public const int Size = HMACSHA256.HashSizeInBytes;

    private readonly ProcessorPool<IncrementalHash> _hashes = new(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key));

    public void Compute(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        var lent = _hashes.Take();
        lent.AppendData(data);
        lent.GetHashAndReset(hash);
        // Not in a finally: one that has failed half-way must not come back.
        _hashes.GiveBack(lent);
    }
}
