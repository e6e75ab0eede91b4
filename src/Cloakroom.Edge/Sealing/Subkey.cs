using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Cloakroom.Edge.Sealing;

/// <summary>The keys that one edge process seals with for a while: HKDF-SHA256 of a ring key and a salt that every seal names.</summary>
/// <remarks>Safe for any number of threads. What is evicted is left to the finalisers of its handles, since others may be using it.</remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Shared with requests under way.")]
internal sealed class Subkey
{
    public const int TagSize = 16;
    public const int MacSize = 8;

    private readonly byte[] _cipherKey;
    private readonly byte[] _macKey;

    // An AesGcm is costly to make and not for two threads at once. One or two for each processor are enough.
    private readonly AesGcm?[] _idle = new AesGcm?[2 * Environment.ProcessorCount];

    public Subkey(ReadOnlySpan<byte> ringKey, ulong salt)
    {
        Salt = salt;
        Span<byte> saltBytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(saltBytes, salt);
        Span<byte> keys = stackalloc byte[64];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, ringKey, keys, saltBytes, "cloakroom edge subkey v1"u8);
        _cipherKey = keys[..32].ToArray();
        _macKey = keys[32..].ToArray();
        CryptographicOperations.ZeroMemory(keys);
    }

    public ulong Salt { get; }

    public void Encrypt(ReadOnlySpan<byte> nonce, Span<byte> content, Span<byte> tag, ReadOnlySpan<byte> associated)
    {
        var cipher = Take(out var slot);
        cipher.Encrypt(nonce, content, content, tag, associated);
        GiveBack(cipher, slot);
    }

    public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedContent, ReadOnlySpan<byte> tag, Span<byte> content, ReadOnlySpan<byte> associated)
    {
        var cipher = Take(out var slot);
        try
        {
            cipher.Decrypt(nonce, sealedContent, tag, content, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            GiveBack(cipher, slot);
        }
    }

    /// <summary>HMAC-SHA256, cut to 64 bits: enough to believe that a seal which does not open is one of ours, and nothing opens by it.</summary>
    public void Mac(ReadOnlySpan<byte> data, Span<byte> mac)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_macKey, data, hash);
        hash[..MacSize].CopyTo(mac);
    }

    private AesGcm Take(out int slot)
    {
        slot = (int)((uint)Thread.GetCurrentProcessorId() % (uint)Environment.ProcessorCount);
        return Interlocked.Exchange(ref _idle[slot], null)
            ?? Interlocked.Exchange(ref _idle[slot + Environment.ProcessorCount], null)
            ?? new AesGcm(_cipherKey, TagSize);
    }

    private void GiveBack(AesGcm cipher, int slot)
    {
        if (Interlocked.CompareExchange(ref _idle[slot], cipher, null) is not null
            && Interlocked.CompareExchange(ref _idle[slot + Environment.ProcessorCount], cipher, null) is not null)
        {
            cipher.Dispose();
        }
    }
}
