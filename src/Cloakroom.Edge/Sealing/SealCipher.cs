using System.Security.Cryptography;

namespace Cloakroom.Edge.Sealing;

/// <summary>AES-256-GCM with random nonces, for one thread at a time.</summary>
internal sealed class SealCipher(byte[] key) : IDisposable
{
    public const int NonceSize = 12;
    public const int TagSize = 16;

    // The generator costs as much for twelve bytes as for hundreds. Each is used once and then erased.
    private readonly byte[] _nonces = new byte[32 * NonceSize];
    private readonly AesGcm _cipher = new(key, TagSize);
    private int _used = 32 * NonceSize;

    /// <summary>Encrypts in place, under a nonce that it chooses.</summary>
    /// <param name="nonce">Takes the nonce. It may be a part of <paramref name="associated"/>.</param>
    /// <param name="content">What is encrypted.</param>
    /// <param name="tag">Takes the tag.</param>
    /// <param name="associated">What is authenticated along with it.</param>
    public void Encrypt(Span<byte> nonce, Span<byte> content, Span<byte> tag, ReadOnlySpan<byte> associated)
    {
        if (_used == _nonces.Length)
        {
            RandomNumberGenerator.Fill(_nonces);
            _used = 0;
        }

        var next = _nonces.AsSpan(_used, NonceSize);
        next.CopyTo(nonce);
        next.Clear();
        _used += NonceSize;
        _cipher.Encrypt(nonce, content, content, tag, associated);
    }

    public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> content, ReadOnlySpan<byte> tag, Span<byte> plain, ReadOnlySpan<byte> associated)
    {
        try
        {
            _cipher.Decrypt(nonce, content, tag, plain, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => _cipher.Dispose();
}
