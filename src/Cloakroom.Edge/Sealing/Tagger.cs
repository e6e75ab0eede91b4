using System.Text;

namespace Cloakroom.Edge.Sealing;

/// <summary>Makes tags. The key is the same on every edge of a store, and stays over the rotation of seal keys (invariant I9).</summary>
internal sealed class Tagger(byte[] key)
{
    public const int KeySize = 32;

    private const int StackSize = 512;


    private readonly KeyedHash _hash = new(key);

    private static ReadOnlySpan<byte> BindingLabel => "cloakroom edge binding v1"u8;

    private static ReadOnlySpan<byte> ValueLabel => "cloakroom edge value v1"u8;

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
        return Of(labelled);
    }

    /// <summary>Of a session value, whatever cookie it is in: an application that hands one id out under two names has one session.</summary>
    public Tag OfValue(string value)
    {
        var size = ValueLabel.Length + Encoding.UTF8.GetByteCount(value);
        var labelled = (size <= StackSize ? stackalloc byte[StackSize] : new byte[size])[..size];
        ValueLabel.CopyTo(labelled);
        Encoding.UTF8.GetBytes(value, labelled[ValueLabel.Length..]);
        return Of(labelled);
    }

    private Tag Of(ReadOnlySpan<byte> labelled)
    {
        Span<byte> hash = stackalloc byte[KeyedHash.Size];
        _hash.Compute(labelled, hash);
        return Tag.Read(hash);
    }
}
