namespace Cloakroom.Probe.Scenarios.Totp;

/// <summary>RFC 4648 section 6, as people copy it: in any case, with spaces and hyphens, with or without padding.</summary>
internal static class Base32
{
    /// <returns>Null when it is not base32.</returns>
    public static byte[]? Decode(string text)
    {
        var bytes = new List<byte>();
        var (buffer, bits) = (0, 0);
        foreach (var c in text.TrimEnd('=', ' '))
        {
            if (c is ' ' or '-')
                continue;
            var digit = char.ToUpperInvariant(c) switch { >= 'A' and <= 'Z' and var letter => letter - 'A', >= '2' and <= '7' and var number => number - '2' + 26, _ => -1 };
            if (digit < 0)
                return null;
            (buffer, bits) = (((buffer << 5) | digit) & 0xfff, bits + 5);
            if (bits < 8)
                continue;
            bits -= 8;
            bytes.Add((byte)(buffer >> bits));
        }

        return bytes.Count == 0 ? null : [.. bytes];
    }
}
