using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Edge.Sealing;

/// <summary>Makes tags. The key is the same on every edge of a store, and stays over the rotation of seal keys (invariant I9).</summary>
internal sealed class Tagger(byte[] key)
{
    public const int KeySize = 32;

    private static readonly byte[] BindingLabel = "cloakroom edge binding v1"u8.ToArray();
    private static readonly byte[] ValueLabel = "cloakroom edge value v1"u8.ToArray();

    private static readonly byte[] AdoptedLabel = "cloakroom edge adopted v1"u8.ToArray();

    public Tag OfBinding(ReadOnlySpan<byte> binding) => Of(BindingLabel, binding);

    /// <summary>Of a session value, whatever cookie it is in: an application that hands one id out under two names has one session.</summary>
    public Tag OfValue(string value) => Of(ValueLabel, Encoding.UTF8.GetBytes(value));

    public Tag OfBinding(Binding binding)
    {
        Span<byte> bytes = stackalloc byte[Binding.Size];
        binding.Write(bytes);
        return OfBinding(bytes);
    }

    /// <summary>The binding of a browser that brings a value of before the edge: the same for requests that bring it at once, and nobody else's to guess.</summary>
    public Binding BindingOfAdopted(string value)
    {
        Span<byte> bytes = stackalloc byte[Binding.Size];
        HMACSHA256.HashData(key, [.. AdoptedLabel, .. Encoding.UTF8.GetBytes(value)], bytes);
        // Minted at no time that a race could be taken from.
        bytes[..4].Clear();
        return Binding.Read(bytes);
    }

    private Tag Of(byte[] label, ReadOnlySpan<byte> data)
    {
        var rented = label.Length + data.Length <= 512 ? stackalloc byte[512] : new byte[label.Length + data.Length];
        label.CopyTo(rented);
        data.CopyTo(rented[label.Length..]);
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(key, rented[..(label.Length + data.Length)], hash);
        return Tag.Read(hash);
    }
}
