#pragma warning disable RS0030 // Random, seeded on purpose: whoever has found something wants to see it again.
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Probe.Plans;

/// <summary>Choices that the same seed makes again. Nothing secret comes from it. Not safe to use by many at once: whoever works beside others has one <see cref="For"/> itself.</summary>
internal sealed class SeededChoice(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Choices of their own for somebody: the same for the same seed and name, whatever others choose meanwhile.</summary>
    public SeededChoice For(string name) => new(BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed} {name}")))));

    /// <summary>A number from 0 to below <paramref name="exclusiveMax"/>.</summary>
    public int Next(int exclusiveMax) => _random.Next(exclusiveMax);

    public T Of<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>The items in another order.</summary>
    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        var shuffled = items.ToArray();
        Shuffle(shuffled);
        return shuffled;
    }

    public void Shuffle<T>(T[] items) => _random.Shuffle(items);
}
