using System.Text;

namespace Cloakroom.Edge.Sealing;

/// <summary>The inside of a seal as bytes: revision and length of the attributes as LEB128, attributes, value.</summary>
internal static class SealedContent
{
    // Strict: a text that does not survive must not be sealed.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The value or the attributes hold half a surrogate pair, which no header does.</exception>
    public static int SizeOf(SealedCookie cookie, out int attributesSize)
    {
        attributesSize = Utf8.GetByteCount(cookie.Attributes);
        return SizeOf((ulong)cookie.Revision) + SizeOf((uint)attributesSize) + attributesSize + Utf8.GetByteCount(cookie.Value);
    }

    public static void Write(SealedCookie cookie, int attributesSize, Span<byte> destination)
    {
        destination = destination[WriteNumber((ulong)cookie.Revision, destination)..];
        destination = destination[WriteNumber((uint)attributesSize, destination)..];
        Utf8.GetBytes(cookie.Attributes, destination);
        Utf8.GetBytes(cookie.Value, destination[attributesSize..]);
    }

    /// <summary>Reads what <see cref="Write"/> has written and the seal has proved.</summary>
    public static SealedCookie? Read(ReadOnlySpan<byte> content, DateTimeOffset sealedAt)
    {
        if (!TryReadNumber(ref content, out var revision)
            || !TryReadNumber(ref content, out var attributesSize)
            || attributesSize > (ulong)content.Length)
        {
            return null;
        }

        return new SealedCookie(
            Encoding.UTF8.GetString(content[(int)attributesSize..]), Encoding.UTF8.GetString(content[..(int)attributesSize]), (long)revision, sealedAt);
    }

    private static int SizeOf(ulong number)
    {
        var size = 1;
        while ((number >>= 7) != 0)
            size++;
        return size;
    }

    private static int WriteNumber(ulong number, Span<byte> destination)
    {
        var at = 0;
        for (; number >= 0x80; number >>= 7)
            destination[at++] = (byte)(number | 0x80);
        destination[at++] = (byte)number;
        return at;
    }

    private static bool TryReadNumber(ref ReadOnlySpan<byte> content, out ulong number)
    {
        number = 0;
        for (var at = 0; at < content.Length && at < 10; at++)
        {
            number |= (ulong)(content[at] & 0x7F) << (7 * at);
            if (content[at] < 0x80)
            {
                content = content[(at + 1)..];
                return true;
            }
        }

        return false;
    }
}
