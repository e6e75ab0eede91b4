using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Cloakroom.Edge.Sealing;

/// <summary>The second half that sealed cookies open with: when and for what it was minted, 158 bits from the CSPRNG (of which a visit keeps 64 over renewals), and the edges' proof of all that. A secret of one browser.</summary>
internal readonly struct Binding : IEquatable<Binding>
{
    public const int Size = 32;

    /// <summary>The length of a binding in a cookie: base64url without padding.</summary>
    public const int EncodedLength = 43;

    // The last bits of the first word.
    private const byte VisitBit = 1;
    private const byte ReturnBit = 2;

    // The second word.
    private const int VisitAt = sizeof(ulong);

    private readonly ulong _a, _b, _c, _d;

    private Binding(ReadOnlySpan<byte> bytes)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>When it was minted, to the second. Of a binding that no edge has made, whatever its maker wrote: see <see cref="Tagger.HasMinted"/>.</summary>
    public DateTimeOffset MintedAt => DateTimeOffset.FromUnixTimeSeconds((long)(_a >> 32));

    /// <summary>
    /// Whether it, or one that it goes back to, left in the answer to a safe request. A cache that keeps what it must not has then given it to others too, so it is good for a visit only:
    /// who signs in goes on with another. As true as <see cref="MintedAt"/>.
    /// </summary>
    public bool IsOfVisit => (_a & VisitBit) != 0;

    /// <summary>Whether the browser got it on its return from where somebody signed in, so that it lasts as long as the session. As true as <see cref="MintedAt"/>.</summary>
    public bool HasReturned => (_a & ReturnBit) != 0;

    /// <summary>What all bindings of a visit have in common; of others it says nothing.</summary>
    public ulong Visit => _b;

    /// <summary>One without a proof: <see cref="Tagger.Mint"/> adds it.</summary>
    public static Binding Create(TimeProvider clock, bool isOfVisit = false, bool hasReturned = false, Binding? continued = null)
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)clock.GetUtcNow().ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(bytes[4..]);
        bytes[7] = (byte)((bytes[7] & ~(VisitBit | ReturnBit)) | (isOfVisit ? VisitBit : 0) | (hasReturned ? ReturnBit : 0));
        if (continued is { } visit)
            BinaryPrimitives.WriteUInt64BigEndian(bytes[VisitAt..], visit.Visit);
        return new Binding(bytes);
    }

    public static Binding Read(ReadOnlySpan<byte> bytes) => new(bytes);

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _a);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], _d);
    }

    /// <summary>Accepts exactly the strings that <see cref="Encode"/> makes.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out Binding binding)
    {
        binding = default;
        if (text.Length != EncodedLength)
            return false;
        Span<byte> bytes = stackalloc byte[Size];
        if (!StrictBase64Url.TryDecode(text, bytes))
            return false;
        binding = new Binding(bytes);
        return true;
    }

    public string Encode()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>In fixed time: a binding is compared with what a browser brought.</summary>
    public bool Equals(Binding other) => ((_a ^ other._a) | (_b ^ other._b) | (_c ^ other._c) | (_d ^ other._d)) == 0;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Binding other && Equals(other);

    public override int GetHashCode() => _d.GetHashCode();

    public static bool operator ==(Binding left, Binding right) => left.Equals(right);

    public static bool operator !=(Binding left, Binding right) => !left.Equals(right);

    /// <summary>Says nothing: secrets do not leave (invariant I9).</summary>
    public override string ToString() => "(binding)";
}

/// <summary>What a browser brought in its binding cookie.</summary>
/// <param name="Current">The binding.</param>
/// <param name="Previous">The one that it has just replaced, within its grace; null when there is none, or it is expired or forged.</param>
internal readonly record struct BroughtBinding(Binding Current, Binding? Previous = null)
{
    /// <summary>The one that it has replaced, whether or not its grace is over: what was sealed for that is no other browser's. Null when there is none, or it is forged.</summary>
    public Binding? Superseded { get; init; } = Previous;
}
