namespace Cloakroom.Replay.Harness;

/// <summary>
/// A small seeded generator (xorshift64*, Vigna 2016): the same seed gives the same users and the same choices.
/// For the users' choices only. Nothing secret comes from it: the secrets under test come from the systems under test.
/// </summary>
internal sealed class SeededXorshift
{
    private ulong _state;

    public SeededXorshift(long seed)
    {
        // One round of splitmix64, so that neighbouring seeds start far apart and the state is not zero.
        var mixed = unchecked((ulong)seed + 0x9E3779B97F4A7C15);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        _state = (mixed ^ (mixed >> 31)) | 1;
    }

    /// <summary>A number from 0 to below <paramref name="exclusiveMax"/>. The modulo bias is of no importance here.</summary>
    public int Next(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMax, 1);
        return (int)(NextUInt64() >> 33) % exclusiveMax;
    }

    /// <summary>An independent generator for somebody who works concurrently: this class is not thread-safe.</summary>
    public SeededXorshift Fork() => new(unchecked((long)NextUInt64()));

    /// <summary>Twelve hexadecimal digits.</summary>
    public string Hex12() => (NextUInt64() >> 16).ToString("x12", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The items in another order (Fisher-Yates).</summary>
    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        var array = items.ToArray();
        for (var i = array.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (array[i], array[j]) = (array[j], array[i]);
        }

        return array;
    }

    private ulong NextUInt64()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return unchecked(_state * 0x2545F4914F6CDD1D);
    }
}
