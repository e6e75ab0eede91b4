using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Edge.Sealing;

/// <summary>Makes tags. The key is the same on every edge of a store, and stays over the rotation of seal keys (invariant I9).</summary>
internal sealed class Tagger(byte[] key)
{
    public const int KeySize = 32;

    private const int StackSize = 512;
    private const int ProofSize = 8;
    private const int ProvedSize = Binding.Size - ProofSize;

    private readonly KeyedHash _hash = new(key);

    private static ReadOnlySpan<byte> BindingLabel => "cloakroom edge binding v1"u8;

    private static ReadOnlySpan<byte> ValueLabel => "cloakroom edge value v1"u8;

    private static ReadOnlySpan<byte> MintedLabel => "cloakroom edge minted v1"u8;

    private static ReadOnlySpan<byte> VisitLabel => "cloakroom edge visit v1"u8;

    private static ReadOnlySpan<byte> DepartureLabel => "cloakroom edge departure v1"u8;

    private static ReadOnlySpan<byte> AdoptedLabel => "cloakroom edge adopted v1"u8;

    public Tag OfBinding(Binding binding)
    {
        Span<byte> bytes = stackalloc byte[Binding.Size];
        binding.Write(bytes);
        return OfBinding(bytes);
    }

    public Tag OfBinding(ReadOnlySpan<byte> binding)
    {
        Span<byte> labelled = stackalloc byte[BindingLabel.Length + binding.Length];
        BindingLabel.CopyTo(labelled);
        binding.CopyTo(labelled[BindingLabel.Length..]);
        Span<byte> hash = stackalloc byte[KeyedHash.Size];
        _hash.Compute(labelled, hash);
        return Tag.Read(hash);
    }

    /// <summary>Of the visit that a binding is of: the same over its renewals (<see cref="Binding.Visit"/>).</summary>
    public Tag OfVisit(Binding binding)
    {
        Span<byte> labelled = stackalloc byte[VisitLabel.Length + sizeof(ulong)];
        VisitLabel.CopyTo(labelled);
        BinaryPrimitives.WriteUInt64BigEndian(labelled[VisitLabel.Length..], binding.Visit);
        Span<byte> hash = stackalloc byte[KeyedHash.Size];
        _hash.Compute(labelled, hash);
        return Tag.Read(hash);
    }

    /// <summary>Of the state that a visitor takes along to where they sign in (RFC 6749 section 4.1.1): another's for everybody else.</summary>
    public Tag OfDeparture(Binding binding, string state)
    {
        Span<byte> hash = stackalloc byte[KeyedHash.Size];
        Compute(DepartureLabel, string.Create(CultureInfo.InvariantCulture, $"{binding.Visit:x16} {state}"), hash);
        return Tag.Read(hash);
    }

    /// <summary>Of a session value, whatever cookie it is in: an application that hands one id out under two names has one session.</summary>
    public Tag OfValue(string value)
    {
        Span<byte> hash = stackalloc byte[KeyedHash.Size];
        Compute(ValueLabel, value, hash);
        return Tag.Read(hash);
    }

    /// <summary>A new binding that edges know for one of theirs. Whoever makes one up cannot choose when it was minted.</summary>
    /// <param name="clock">Tells when.</param>
    /// <param name="isOfVisit">Whether it leaves in the answer to a safe request: <see cref="Binding.IsOfVisit"/>.</param>
    /// <param name="hasReturned">Whether somebody signs in with that: <see cref="Binding.HasReturned"/>.</param>
    /// <param name="continued">The binding whose visit it goes on with; null for a visit of its own.</param>
    public Binding Mint(TimeProvider clock, bool isOfVisit = false, bool hasReturned = false, Binding? continued = null)
    {
        Span<byte> bytes = stackalloc byte[Binding.Size];
        Binding.Create(clock, isOfVisit, hasReturned, continued).Write(bytes);
        Prove(bytes[..ProvedSize], bytes[ProvedSize..]);
        return Binding.Read(bytes);
    }

    /// <summary>Whether an edge made the binding, so that <see cref="Binding.MintedAt"/> is true.</summary>
    public bool HasMinted(Binding binding)
    {
        Span<byte> bytes = stackalloc byte[Binding.Size];
        Span<byte> proof = stackalloc byte[ProofSize];
        binding.Write(bytes);
        Prove(bytes[..ProvedSize], proof);
        return CryptographicOperations.FixedTimeEquals(proof, bytes[ProvedSize..]);
    }

    /// <summary>The binding of a browser that brings a value of before the edge: the same for requests that bring it at once, and nobody else's to guess.</summary>
    public Binding BindingOfAdopted(string value)
    {
        Span<byte> bytes = stackalloc byte[KeyedHash.Size];
        Compute(AdoptedLabel, value, bytes);
        // Minted at no time that a race could be taken from.
        bytes[..4].Clear();
        // Nor of a visit: taken at a sign-in, it would be derived from the same value again.
        bytes[7] &= 0xFC;
        return Binding.Read(bytes);
    }

    private void Prove(ReadOnlySpan<byte> minted, Span<byte> proof)
    {
        Span<byte> labelled = stackalloc byte[MintedLabel.Length + ProvedSize];
        MintedLabel.CopyTo(labelled);
        minted.CopyTo(labelled[MintedLabel.Length..]);
        Span<byte> hash = stackalloc byte[KeyedHash.Size];
        _hash.Compute(labelled, hash);
        hash[..ProofSize].CopyTo(proof);
    }

    private void Compute(ReadOnlySpan<byte> label, string value, Span<byte> hash)
    {
        var size = label.Length + Encoding.UTF8.GetByteCount(value);
        var labelled = (size <= StackSize ? stackalloc byte[StackSize] : new byte[size])[..size];
        label.CopyTo(labelled);
        Encoding.UTF8.GetBytes(value, labelled[label.Length..]);
        _hash.Compute(labelled, hash);
    }
}
