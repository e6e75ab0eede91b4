using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Cloakroom.Sessions;

/// <summary>Seals and opens records (invariant I1). Every record has a pepper of its own, protected under the Data Protection key ring.</summary>
/// <remarks>
/// The payload's key is HKDF-SHA256 of token, binding and pepper, so that it takes the browser <em>and</em> the server's key ring to open
/// it; the columns' key comes from the pepper alone, so that lists can be verified without any browser. Peppers follow the key
/// ring's rotation: a new record takes the newest key, and old keys go on opening old records.
/// </remarks>
internal sealed class RecordSeal(IDataProtectionProvider dataProtection, IKeyManager? keyManager = null)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int PepperSize = 32;
    private const int KeyIdOffset = 4;

    private static ReadOnlySpan<byte> ProtectedMagic => [0x09, 0xF0, 0xC9, 0xF0];

    private readonly IDataProtector _protector = dataProtection.CreateProtector("Cloakroom.Sessions.RecordSeal", "pepper", "v1");

    /// <summary>Seals a new record: its own pepper, payload and columns.</summary>
    public (SessionRecord Record, ColumnSeal Columns) SealNew(SessionRecord record, in SecretPair secrets, ReadOnlySpan<byte> content)
    {
        var pepper = RandomNumberGenerator.GetBytes(PepperSize);
        var columns = new ColumnSeal(pepper);
        return (Reseal(record with { ServerKey = _protector.Protect(pepper) }, columns, secrets, content), columns);
    }

    /// <summary>Seals the content anew, under the pepper that the record has.</summary>
    public static SessionRecord Reseal(SessionRecord record, ColumnSeal columns, in SecretPair secrets, ReadOnlySpan<byte> content)
    {
        var payload = new byte[NonceSize + content.Length + TagSize];
        RandomNumberGenerator.Fill(payload.AsSpan(0, NonceSize));
        using var aes = CreateCipher(record, columns, secrets);
        aes.Encrypt(
            payload.AsSpan(0, NonceSize),
            content,
            payload.AsSpan(NonceSize, content.Length),
            payload.AsSpan(NonceSize + content.Length),
            ColumnSeal.Identity(record));
        return columns.Sign(record with { Payload = payload });
    }

    /// <summary>Verifies the columns, which takes no secret of the browser's.</summary>
    /// <returns><see cref="SealStatus.Opened"/>, <see cref="SealStatus.Broken"/>, <see cref="SealStatus.UnknownFormat"/>, <see cref="SealStatus.KeyUnavailable"/> or <see cref="SealStatus.KeyRevoked"/>.</returns>
    public SealStatus VerifyColumns(SessionRecord record, out ColumnSeal? columns)
    {
        columns = null;
        if (record.Format != SessionRecord.CurrentFormat)
            return SealStatus.UnknownFormat;
        try
        {
            columns = new ColumnSeal(_protector.Unprotect(record.ServerKey));
        }
        catch (CryptographicException)
        {
            return WhyNot(record.ServerKey);
        }

        return columns.Verify(record) ? SealStatus.Opened : SealStatus.Broken;
    }

    /// <summary>Opens a record for the browser that presents the secrets.</summary>
    public SealStatus Open(SessionRecord record, in SecretPair secrets, out ColumnSeal? columns, out byte[] content)
    {
        content = [];
        var status = VerifyColumns(record, out columns);
        if (status != SealStatus.Opened)
            return status;
        if (record.Key != secrets.TokenKey)
            return SealStatus.Broken;
        if (record.Seal == SealKind.TokenAndBinding && record.BindingKey != secrets.BindingKey)
            return SealStatus.OtherBinding;

        var payload = record.Payload.AsSpan();
        if (payload.Length < NonceSize + TagSize)
            return SealStatus.Broken;
        content = new byte[payload.Length - NonceSize - TagSize];
        try
        {
            using var aes = CreateCipher(record, columns!, secrets);
            aes.Decrypt(
                payload[..NonceSize],
                payload[NonceSize..^TagSize],
                payload[^TagSize..],
                content,
                ColumnSeal.Identity(record));
            return SealStatus.Opened;
        }
        catch (AuthenticationTagMismatchException)
        {
            content = [];
            return SealStatus.Broken;
        }
    }

    private static AesGcm CreateCipher(SessionRecord record, ColumnSeal columns, in SecretPair secrets)
    {
        Span<byte> material = stackalloc byte[2 * Secret.Size];
        secrets.CopyTo(material);
        var used = record.Seal == SealKind.TokenAndBinding ? material : material[..Secret.Size];
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, used, key, columns.Pepper, "cloakroom payload v1"u8);
        CryptographicOperations.ZeroMemory(material);
        var aes = new AesGcm(key, TagSize);
        CryptographicOperations.ZeroMemory(key);
        return aes;
    }

    // Data Protection says "key not found", "key revoked" and "payload invalid" with one exception type. The first is this server's trouble and
    // must stay Unavailable; the second is the operator's decision to end what the key protected; the third is a record that was
    // tampered with. A protected payload begins with a magic number and the id of its key.
    private SealStatus WhyNot(ReadOnlySpan<byte> protectedPepper)
    {
        if (keyManager is null || protectedPepper.Length < KeyIdOffset + 16 || !protectedPepper.StartsWith(ProtectedMagic))
            return SealStatus.Broken;
        var id = new Guid(protectedPepper.Slice(KeyIdOffset, 16));
        var key = keyManager.GetAllKeys().FirstOrDefault(k => k.KeyId == id);
        return key is null ? SealStatus.KeyUnavailable : key.IsRevoked ? SealStatus.KeyRevoked : SealStatus.Broken;
    }
}

/// <summary>What opening a record came to.</summary>
internal enum SealStatus
{
    Opened,

    /// <summary>An authentic record, presented with a binding that is not its own.</summary>
    OtherBinding,

    /// <summary>Not an authentic record of this key: swapped, truncated, altered.</summary>
    Broken,

    /// <summary>Another version of Cloakroom wrote it.</summary>
    UnknownFormat,

    /// <summary>This server's key ring lacks the key.</summary>
    KeyUnavailable,

    /// <summary>The key was revoked in the key ring, and with it the session.</summary>
    KeyRevoked,
}
