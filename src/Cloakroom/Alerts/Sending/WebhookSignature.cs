using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Alerts.Sending;

/// <summary>Signs a request as the Standard Webhooks specification has it: HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";
    private const int MinBytes = 24;
    private const int MaxBytes = 64;

    /// <summary>What a good key looks like, for messages.</summary>
    public const string Remedy = "Make one: echo \"whsec_$(openssl rand -base64 32)\".";

    /// <returns>Null when it is not a key.</returns>
    public static byte[]? Parse(string secret)
    {
        var text = secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret.AsSpan(Prefix.Length) : secret;
        var key = new byte[text.Length];
        return Convert.TryFromBase64Chars(text, key, out var length) && length is >= MinBytes and <= MaxBytes ? key[..length] : null;
    }

    public static void Sign(HttpRequestHeaders headers, string id, DateTimeOffset now, ReadOnlySpan<byte> body, byte[]? key)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers.Add("webhook-id", id);
        headers.Add("webhook-timestamp", timestamp);
        if (key is null)
            return;
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{id}.{timestamp}."), .. body];
        headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}");
    }
}
