using System.Security.Cryptography;

namespace Cloakroom.Sessions;

/// <summary>Both halves of a session, as a browser holds them.</summary>
internal struct SecretPair
{
    public Secret Token;
    public Secret Binding;

    public static SecretPair Create() => new() { Token = Secret.Create(), Binding = Secret.Create() };

    /// <summary>What the store files the record under.</summary>
    public readonly RecordKey TokenKey => RecordKey.Of(Token);

    public readonly RecordKey BindingKey => RecordKey.Of(Binding);

    /// <summary>What the near cache files the opened session under: one hash of both, so that a hit proves token and binding at once.</summary>
    public readonly RecordKey CacheKey
    {
        get
        {
            Span<byte> both = stackalloc byte[2 * Secret.Size];
            CopyTo(both);
            var key = RecordKey.Of(both);
            CryptographicOperations.ZeroMemory(both);
            return key;
        }
    }

    public readonly void CopyTo(Span<byte> destination)
    {
        ((ReadOnlySpan<byte>)Token).CopyTo(destination);
        ((ReadOnlySpan<byte>)Binding).CopyTo(destination[Secret.Size..]);
    }

    public override readonly string ToString() => "(secret pair)";
}
