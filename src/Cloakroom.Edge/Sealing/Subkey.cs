using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Cloakroom.Edge.Sealing;

/// <summary>The keys that one edge process seals with for a while: HKDF-SHA256 of a ring key and a salt that every seal names.</summary>
/// <remarks>For any number of threads.</remarks>
internal sealed class Subkey
{
    public const int MacSize = 8;

    private readonly ProcessorPool<SealCipher> _ciphers;
    private readonly KeyedHash _mac;

    public Subkey(ReadOnlySpan<byte> ringKey, ulong salt)
    {
        Salt = salt;
        Span<byte> saltBytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(saltBytes, salt);
        Span<byte> keys = stackalloc byte[64];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, ringKey, keys, saltBytes, "cloakroom edge subkey v1"u8);
        var cipherKey = keys[..32].ToArray();
        _ciphers = new ProcessorPool<SealCipher>(() => new SealCipher(cipherKey));
        _mac = new KeyedHash(keys[32..].ToArray());
        CryptographicOperations.ZeroMemory(keys);
    }

    public ulong Salt { get; }

    /// <inheritdoc cref="SealCipher.Encrypt"/>
    public void Encrypt(Span<byte> nonce, Span<byte> content, Span<byte> tag, ReadOnlySpan<byte> associated)
    {
        var cipher = _ciphers.Take();
        cipher.Encrypt(nonce, content, tag, associated);
        _ciphers.GiveBack(cipher);
    }

    public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> content, ReadOnlySpan<byte> tag, Span<byte> plain, ReadOnlySpan<byte> associated)
    {
        var cipher = _ciphers.Take();
        var isOpen = cipher.TryDecrypt(nonce, content, tag, plain, associated);
        _ciphers.GiveBack(cipher);
        return isOpen;
    }

    /// <summary>HMAC-SHA256, cut to 64 bits: enough to believe that a seal which does not open is one of ours, and nothing opens by it.</summary>
    public void Mac(ReadOnlySpan<byte> data, Span<byte> mac)
    {
        Span<byte> hash = stackalloc byte[KeyedHash.Size];
        _mac.Compute(data, hash);
        hash[..MacSize].CopyTo(mac);
    }
}
