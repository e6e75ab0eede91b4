using System.Net;
using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration;

/// <summary>Reads an address or a network in CIDR form.</summary>
internal static class TrustedNetwork
{
    /// <returns>What is wrong with the text, and the remedy; null when nothing is.</returns>
    public static (string What, string Remedy)? TryParse(string text, out IPNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/');
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address) || !LooksLikeOne(text))
            return ($"'{Shown.Of(text)}' is neither an IP address nor a network.", "Write 10.0.0.7, 10.0.0.0/8 or fd00::/8.");
        var bits = address.GetAddressBytes().Length * 8;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out prefix) || prefix > bits))
            return ($"'{Shown.Of(text)}' has no prefix length of 0 to {bits} after its slash.", "Write 10.0.0.0/8 or fd00::/8.");
        var masked = Mask(address, prefix);
        if (!masked.Equals(address))
            return ($"'{Shown.Of(text)}' has bits set beyond its prefix.", $"Write {masked}/{prefix} for the network, or {address} for the one address.");
        network = new IPNetwork(address, prefix);
        return null;
    }

    // IPAddress.TryParse takes 10 for 0.0.0.10 and 0x7f000001 for 127.0.0.1; zones are of one machine only.
    private static bool LooksLikeOne(string text) =>
        !text.Contains('%') && (text.Contains(':') || text.Split('/')[0].Split('.') is { Length: 4 } parts && parts.All(part => byte.TryParse(part, out _) && (part.Length == 1 || part[0] != '0')));

    private static IPAddress Mask(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xff << (8 - Math.Clamp(prefix - (i * 8), 0, 8)));
        return new IPAddress(bytes);
    }
}
