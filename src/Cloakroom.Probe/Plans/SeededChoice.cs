#pragma warning disable RS0030 // Random, seeded on purpose: whoever has found something wants to see it again.
namespace Cloakroom.Probe.Plans;

/// <summary>Choices that the same seed makes again. Nothing secret comes from it. Not safe to use by many at once.</summary>
internal sealed class SeededChoice(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A number from 0 to below <paramref name="exclusiveMax"/>.</summary>
    public int Next(int exclusiveMax) => _random.Next(exclusiveMax);

    public T Of<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>The items in another order.</summary>
    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        var shuffled = items.ToArray();
        _random.Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>Eight hexadecimal digits, for what caches must not have seen before.</summary>
    public string Word() => _random.Next().ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
}
