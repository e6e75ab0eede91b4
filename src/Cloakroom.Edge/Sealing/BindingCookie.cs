using System.Buffers.Binary;
using System.Buffers.Text;

namespace Cloakroom.Edge.Sealing;

/// <summary>The value of the edge's own cookie: <c>BINDING</c>, or <c>BINDING.PREDECESSOR</c> for a grace after a renewal.</summary>
/// <remarks>
/// The predecessor is sealed for its successor, so that only an edge can grant a grace, and only to the browser that held the old binding:
/// <c>base64url(key 4 | salt 8 | nonce 12 | kind 1 | (predecessor 32 | end of grace 8) under AES-256-GCM | GCM tag 16)</c>. The associated data is the successor and the header.
/// </remarks>
internal sealed class BindingCookie(SealKeys keys, TimeProvider clock)
{
    /// <summary>How long requests that were under way at the renewal may still bring what the old binding opens.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private const char Separator = '.';
    private const int HeaderAt = Binding.Size;
    private const int HeaderSize = SealHeaderLayout.KeyPartSize + 1;
    private const int ContentAt = HeaderAt + HeaderSize;
    private const int ContentSize = Binding.Size + sizeof(long);
    private const int TagAt = ContentAt + ContentSize;
    private const int FrameSize = TagAt + SealCipher.TagSize;
    private static readonly int PredecessorLength = Base64Url.GetEncodedLength(FrameSize - HeaderAt);

    /// <summary>The longest value, for those who reckon with the size of cookies.</summary>
    public static int MaxLength => Binding.EncodedLength + 1 + PredecessorLength;

    public static string Write(Binding binding) => binding.Encode();

    /// <summary>For a renewal: what the predecessor opens stays good for <see cref="Grace"/>.</summary>
    public string Write(Binding binding, Binding predecessor)
    {
        Span<byte> frame = stackalloc byte[FrameSize];
        var header = frame[HeaderAt..ContentAt];
        var key = keys.Current;
        var subkey = key.ForSealing();
        binding.Write(frame);
        SealHeaderLayout.WriteKey(header, key, subkey);
        header[^1] = SealHeaderLayout.PredecessorKind;
        predecessor.Write(frame[ContentAt..]);
        BinaryPrimitives.WriteInt64BigEndian(frame[(ContentAt + Binding.Size)..], (clock.GetUtcNow() + Grace).ToUnixTimeMilliseconds());
        subkey.Encrypt(SealHeaderLayout.Nonce(header), frame[ContentAt..TagAt], frame[TagAt..], frame[..ContentAt]);
        return string.Create(MaxLength, frame, static (text, frame) =>
        {
            Base64Url.EncodeToChars(frame[..HeaderAt], text);
            text[Binding.EncodedLength] = Separator;
            Base64Url.EncodeToChars(frame[HeaderAt..], text[(Binding.EncodedLength + 1)..]);
        });
    }

    /// <summary>Reads what a browser brought. A predecessor that is expired, forged or another's is left out.</summary>
    /// <returns>Null when it does not even begin with a binding.</returns>
    public BroughtBinding? Read(ReadOnlySpan<char> text)
    {
        if (text.Length < Binding.EncodedLength || !Binding.TryDecode(text[..Binding.EncodedLength], out var binding))
            return null;
        if (text.Length == Binding.EncodedLength)
            return new BroughtBinding(binding);
        return text[Binding.EncodedLength] == Separator ? Predecessor(binding, text[(Binding.EncodedLength + 1)..]) : null;
    }

    private BroughtBinding Predecessor(Binding successor, ReadOnlySpan<char> text)
    {
        Span<byte> frame = stackalloc byte[FrameSize];
        if (text.Length != PredecessorLength || !StrictBase64Url.TryDecode(text, frame[HeaderAt..]))
            return new BroughtBinding(successor);
        var header = frame[HeaderAt..ContentAt];
        if (header[^1] != SealHeaderLayout.PredecessorKind)
            return new BroughtBinding(successor);
        successor.Write(frame);
        Span<byte> content = stackalloc byte[ContentSize];
        foreach (var key in keys.Find(SealHeaderLayout.KeyPrefix(header)))
        {
            var subkey = key.ForOpening(SealHeaderLayout.Salt(header));
            if (!subkey.TryDecrypt(SealHeaderLayout.Nonce(header), frame[ContentAt..TagAt], frame[TagAt..], content, frame[..ContentAt]))
                continue;
            key.Keep(subkey);
            var endOfGrace = BinaryPrimitives.ReadInt64BigEndian(content[Binding.Size..]);
            var predecessor = Binding.Read(content);
            return new BroughtBinding(successor, clock.GetUtcNow().ToUnixTimeMilliseconds() < endOfGrace ? predecessor : null) { Superseded = predecessor };
        }

        return new BroughtBinding(successor);
    }
}
