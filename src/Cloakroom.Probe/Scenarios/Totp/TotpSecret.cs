using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;

namespace Cloakroom.Probe.Scenarios.Totp;

/// <summary>One-time passwords by time (RFC 6238).</summary>
internal sealed class TotpSecret
{
    private readonly byte[] _key;
    private readonly HashAlgorithmName _algorithm;
    private readonly int _digits;
    private readonly int _period;

    private TotpSecret(byte[] key, HashAlgorithmName algorithm, int digits, int period) => (_key, _algorithm, _digits, _period) = (key, algorithm, digits, period);

    /// <param name="text">The secret in base32 (then SHA-1, 6 digits, 30 s), or an <c>otpauth://totp/</c> address, which may say otherwise.</param>
    /// <returns>Null when it is neither.</returns>
    public static TotpSecret? Parse(string text)
    {
        if (!text.StartsWith("otpauth:", StringComparison.OrdinalIgnoreCase))
            return Base32.Decode(text.Trim()) is { } plain ? new TotpSecret(plain, HashAlgorithmName.SHA1, 6, 30) : null;
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) || !address.Host.Equals("totp", StringComparison.OrdinalIgnoreCase))
            return null;
        var fields = QueryHelpers.ParseQuery(address.Query);
        HashAlgorithmName? algorithm = (Field("algorithm") ?? "SHA1").ToUpperInvariant().Replace("-", "", StringComparison.Ordinal) switch
        {
            "SHA1" => HashAlgorithmName.SHA1,
            "SHA256" => HashAlgorithmName.SHA256,
            "SHA512" => HashAlgorithmName.SHA512,
            _ => null,
        };
        return algorithm is { } known && Base32.Decode(Field("secret") ?? "") is { } key && Number("digits", 6, 6, 8) is { } digits && Number("period", 30, 1, 3600) is { } period
            ? new TotpSecret(key, known, digits, period)
            : null;

        string? Field(string name) => fields.TryGetValue(name, out var values) ? values[0] : null;

        int? Number(string name, int usual, int least, int most) =>
            Field(name) is not { } given ? usual : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
    }

    /// <summary>How long each password is good. 30 seconds, unless an address says otherwise.</summary>
    public TimeSpan Period => TimeSpan.FromSeconds(_period);

    /// <summary>Until another password is the one of the time; more than nothing, at most the period.</summary>
    public TimeSpan UntilNext(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(((time.ToUnixTimeSeconds() / _period) + 1) * _period) - time;

    public string CodeAt(DateTimeOffset time)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, time.ToUnixTimeSeconds() / _period);
        Span<byte> hash = stackalloc byte[64];
        var length = CryptographicOperations.HmacData(_algorithm, _key, counter, hash);
        // RFC 4226 section 5.3.
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash[(hash[length - 1] & 0xf)..]) & 0x7fffffff;
        return (number % (uint)Math.Pow(10, _digits)).ToString($"D{_digits}", CultureInfo.InvariantCulture);
    }
}
