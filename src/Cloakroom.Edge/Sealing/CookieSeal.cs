using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Edge.Sealing;

/// <summary>Seals the application's cookies for one browser, and opens them.</summary>
/// <remarks>
/// <code>
/// text    = "~c1." base64url(header | content under AES-256-GCM | GCM tag 16 | MAC 8)
/// header  = key 4 | salt 8 | nonce 12 | sealed at 4 | binding tag 16 | value tag 16 | flags 1
/// </code>
/// The associated data is binding (when bound), cookie name and header. The MAC covers all but the binding, and is looked at only when the rest does
/// not open: it tells somebody else's cookie from garbage. Both are computed in place over one frame: binding | name | header | content | tag | MAC.
/// </remarks>
internal sealed class CookieSeal(SealKeys keys, Tagger tagger)
{
    /// <summary>What every sealed value begins with, and no value of an application that anybody has seen.</summary>
    public const string Prefix = "~c1.";

    private const int NameAt = Binding.Size;
    private const int NameLengthSize = sizeof(ushort);
    private const int FixedBodySize = SealHeaderLayout.Size + SealCipher.TagSize + Subkey.MacSize;
    private const int StackSize = 1024;

    /// <summary>Whether the text claims to be sealed. What does and still does not open is never the application's own.</summary>
    public static bool LooksSealed(ReadOnlySpan<char> text) => text.StartsWith(SealedChunks.CommonPrefix, StringComparison.Ordinal);

    public string Seal(string cookieName, Binding binding, SealedCookie content, bool isBound, bool isFirstIssue = false)
    {
        var flags = (isBound ? SealFlags.Bound : SealFlags.None) | (isFirstIssue ? SealFlags.FirstIssue : SealFlags.None);
        return Seal(cookieName, binding, tagger.OfBinding(binding), tagger.OfValue(content.Value), content, flags);
    }

    /// <summary>For callers that have made the tags already.</summary>
    public string Seal(string cookieName, Binding binding, Tag bindingTag, Tag valueTag, SealedCookie content, SealFlags flags)
    {
        var headerAt = NameAt + NameLengthSize + Encoding.UTF8.GetByteCount(cookieName);
        var contentAt = headerAt + SealHeaderLayout.Size;
        var tagAt = contentAt + SealedContent.SizeOf(content, out var attributesSize);
        var macAt = tagAt + SealCipher.TagSize;
        var size = macAt + Subkey.MacSize;

        byte[]? rented = null;
        var frame = (size <= StackSize ? stackalloc byte[StackSize] : rented = ArrayPool<byte>.Shared.Rent(size))[..size];
        var header = frame[headerAt..contentAt];
        var key = keys.Current;
        var subkey = key.ForSealing();
        binding.Write(frame);
        WriteName(cookieName, frame[NameAt..headerAt]);
        SealHeaderLayout.WriteKey(header, key, subkey);
        SealHeaderLayout.Write(header, bindingTag, valueTag, content.SealedAt, flags);
        SealedContent.Write(content, attributesSize, frame[contentAt..tagAt]);

        var associatedFrom = flags.HasFlag(SealFlags.Bound) ? 0 : NameAt;
        subkey.Encrypt(SealHeaderLayout.Nonce(header), frame[contentAt..tagAt], frame[tagAt..macAt], frame[associatedFrom..contentAt]);
        subkey.Mac(frame[NameAt..macAt], frame[macAt..]);
        var body = frame[headerAt..];
        var text = string.Create(Prefix.Length + Base64Url.GetEncodedLength(body.Length), body, static (text, body) =>
        {
            Prefix.CopyTo(text);
            Base64Url.EncodeToChars(body, text[Prefix.Length..]);
        });
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return text;
    }

    /// <summary>Opens a cookie with what the browser brought beside it.</summary>
    /// <param name="cookieName">The name that it arrived under.</param>
    /// <param name="text">Its value.</param>
    /// <param name="binding">What the binding cookie held; null for none.</param>
    /// <param name="content">The content, when it opened. Of an unbound cookie also when it is <see cref="OpenOutcome.Foreign"/>.</param>
    /// <param name="header">What it says of itself, when that is proved: opened or foreign.</param>
    public OpenOutcome TryOpen(string cookieName, string text, BroughtBinding? binding, out SealedCookie? content, out SealHeader header)
    {
        content = null;
        header = default;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return OpenOutcome.NotSealed;
        var encoded = text.AsSpan(Prefix.Length);
        var bodySize = StrictBase64Url.DecodedLength(encoded.Length);
        if (bodySize < FixedBodySize)
            return OpenOutcome.NotSealed;

        // The frame, and behind it the place for the content: a seal that does not open with one binding is tried with another.
        var headerAt = NameAt + NameLengthSize + Encoding.UTF8.GetByteCount(cookieName);
        var size = headerAt + bodySize;
        var contentSize = bodySize - FixedBodySize;
        byte[]? rented = null;
        var space = size + contentSize <= StackSize ? stackalloc byte[StackSize] : rented = ArrayPool<byte>.Shared.Rent(size + contentSize);
        var frame = space[..size];
        WriteName(cookieName, frame[NameAt..headerAt]);
        var outcome = StrictBase64Url.TryDecode(encoded, frame[headerAt..]) && SealHeaderLayout.IsOfCookie(frame[headerAt..])
            ? OpenFrame(frame, headerAt, binding, space.Slice(size, contentSize), out content, out header)
            : OpenOutcome.NotSealed;
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return outcome;
    }

    private OpenOutcome OpenFrame(
        Span<byte> frame, int headerAt, BroughtBinding? binding, Span<byte> plain, out SealedCookie? content, out SealHeader header)
    {
        content = null;
        header = default;
        var seal = frame[headerAt..];
        var candidates = keys.Find(SealHeaderLayout.KeyPrefix(seal));
        if (candidates.IsEmpty)
            return OpenOutcome.UnknownKey;
        foreach (var key in candidates)
        {
            var subkey = key.ForOpening(SealHeaderLayout.Salt(seal));
            var read = SealHeaderLayout.Read(seal, keys.IsCurrent(key));
            var outcome = read.IsBound
                ? OpenBound(subkey, frame, headerAt, binding, plain)
                : OpenUnbound(subkey, frame, headerAt, binding, read.BindingTag, plain);
            if (outcome == OpenOutcome.NotSealed)
                continue;
            key.Keep(subkey);
            header = read;
            if (outcome != OpenOutcome.Foreign || !read.IsBound)
                content = SealedContent.Read(plain, read.SealedAt);
            return outcome;
        }

        return OpenOutcome.NotSealed;
    }

    private static OpenOutcome OpenBound(Subkey subkey, Span<byte> frame, int headerAt, BroughtBinding? binding, Span<byte> plain)
    {
        if (binding is { } brought)
        {
            brought.Current.Write(frame);
            if (Decrypt(subkey, frame, headerAt, 0, plain))
                return OpenOutcome.Opened;
            if (brought.Previous is { } previous)
            {
                previous.Write(frame);
                if (Decrypt(subkey, frame, headerAt, 0, plain))
                    return OpenOutcome.OpenedWithPrevious;
            }
        }

        Span<byte> mac = stackalloc byte[Subkey.MacSize];
        subkey.Mac(frame[NameAt..^Subkey.MacSize], mac);
        return CryptographicOperations.FixedTimeEquals(mac, frame[^Subkey.MacSize..]) ? OpenOutcome.Foreign : OpenOutcome.NotSealed;
    }

    private OpenOutcome OpenUnbound(Subkey subkey, Span<byte> frame, int headerAt, BroughtBinding? binding, Tag sealedFor, Span<byte> plain)
    {
        if (!Decrypt(subkey, frame, headerAt, NameAt, plain))
            return OpenOutcome.NotSealed;
        return binding is not { } brought ? OpenOutcome.Foreign
            : Names(sealedFor, brought.Current) ? OpenOutcome.Opened
            : brought.Previous is { } previous && Names(sealedFor, previous) ? OpenOutcome.OpenedWithPrevious
            : OpenOutcome.Foreign;
    }

    private static bool Decrypt(Subkey subkey, Span<byte> frame, int headerAt, int associatedFrom, Span<byte> plain)
    {
        var contentAt = headerAt + SealHeaderLayout.Size;
        var tagAt = contentAt + plain.Length;
        return subkey.TryDecrypt(
            SealHeaderLayout.Nonce(frame[headerAt..]),
            frame[contentAt..tagAt],
            frame.Slice(tagAt, SealCipher.TagSize),
            plain,
            frame[associatedFrom..contentAt]);
    }

    private bool Names(Tag tag, Binding binding)
    {
        var other = tagger.OfBinding(binding);
        return ((tag.High ^ other.High) | (tag.Low ^ other.Low)) == 0;
    }

    private static void WriteName(string name, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(destination.Length - NameLengthSize));
        Encoding.UTF8.GetBytes(name, destination[NameLengthSize..]);
    }
}
