using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cloakroom.Probe.Markers;

/// <summary>
/// Finds any of very many byte strings in one pass. Every string has three neighbouring windows of four bytes in a filter of bits; one
/// of them begins at a multiple of three wherever the string stands, so that only every third place of a text is looked at.
/// </summary>
/// <remarks>
/// Why not the framework's <c>SearchValues&lt;string&gt;</c>: beyond 80 strings it is an Aho-Corasick automaton that walks every
/// character (measured with the 27,000 forms of 1,000 markers: a tenth of the speed), and it cannot grow, while every new session
/// cookie is one more string.
/// One writer at a time; any number of readers, who see what was added before they began.
/// </remarks>
internal sealed class NeedleIndex
{
    private const int Window = 4;
    private const int LongWindow = 16;

    private State _state = new(1 << 12);

    /// <summary>As many as were added, those retired since included.</summary>
    public int Count => _state.NeedleCount;

    /// <summary>Adds a string of at least <see cref="MarkerForms.MinLength"/> bytes. Not by two at once.</summary>
    public void Add(byte[] text, MarkerNeedle needle)
    {
        if (_state.IsFull) Volatile.Write(ref _state, _state.Grown());
        _state.Add(text, needle);
    }

    /// <summary>Makes the index anew from those that are still in use. Not by two at once.</summary>
    public void Compact() => Volatile.Write(ref _state, _state.Copy(_state.Capacity));

    /// <summary>Calls <paramref name="sink"/> for every place where a string stands.</summary>
    public void Find<TSink>(ReadOnlySpan<byte> text, ref TSink sink) where TSink : struct, INeedleSink, allows ref struct
    {
        var state = Volatile.Read(ref _state);
        if (state.NeedleCount == 0) return;
        ref var bits = ref MemoryMarshal.GetArrayDataReference(state.Bits);
        ref var start = ref MemoryMarshal.GetReference(text);
        var position = 0;
        var last = text.Length - Window;
        // Four windows at a time: most of a text has none that is in the filter.
        for (; position <= last - 9; position += 12)
        {
            ref var at = ref Unsafe.Add(ref start, position);
            var any = Test(ref bits, ref at) | Test(ref bits, ref Unsafe.Add(ref at, 3)) | Test(ref bits, ref Unsafe.Add(ref at, 6)) | Test(ref bits, ref Unsafe.Add(ref at, 9));
            if ((any & 1) == 0) continue;
            for (var i = 0; i < 12; i += 3)
            {
                if ((Test(ref bits, ref Unsafe.Add(ref at, i)) & 1) != 0) state.Verify(text, position + i, ref sink);
            }
        }

        for (; position <= last; position += 3)
        {
            if ((Test(ref bits, ref Unsafe.Add(ref start, position)) & 1) != 0) state.Verify(text, position, ref sink);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Test(ref uint bits, ref byte at)
    {
        var place = State.Place(Unsafe.ReadUnaligned<uint>(ref at));
        var word = Unsafe.Add(ref bits, (nint)(place >> State.WordShift));
        // The processor takes the lowest five bits of what it shifts by.
        return (word >> (int)place) & (word >> (int)(place >> 5));
    }

    /// <summary>Grows in place up to its capacity: entries are complete before anything leads to them.</summary>
    private sealed class State(int capacity)
    {
        private const int WordBits = 15;

        /// <summary>What is left of a window's hash is the word; its last ten bits are two places in it.</summary>
        public const int WordShift = 32 - WordBits;

        private readonly (byte[] Text, MarkerNeedle Needle)[] _needles = new (byte[], MarkerNeedle)[capacity];
        private readonly Entry[] _entries = new Entry[capacity * 3];
        private readonly int[] _heads = new int[capacity * 4];
        private int _entryCount;
        private int _needleCount;

        public uint[] Bits { get; } = new uint[1 << WordBits];

        public int Capacity => capacity;

        public int NeedleCount => Volatile.Read(ref _needleCount);

        public bool IsFull => _needleCount == capacity;

        public static uint Place(uint window)
        {
            var hash = window * 0x9E3779B1u;
            // The low bits of a product depend on the low bits of the window alone.
            return hash ^ (hash >> 15);
        }

        public State Grown() => Copy(capacity * 2);

        public State Copy(int newCapacity)
        {
            var copy = new State(newCapacity);
            foreach (var (text, needle) in _needles.AsSpan(0, _needleCount))
            {
                if (!needle.Marker.IsRetired) copy.Add(text, needle);
            }

            return copy;
        }

        public void Add(byte[] text, MarkerNeedle needle)
        {
            var offset = BestOffset(text);
            _needles[_needleCount] = (text, needle);
            // Long strings are told apart by more bytes: escapes such as \u0430 have the same four in every marker.
            var isLong = IsLong(text.Length, offset);
            for (var i = offset; i < offset + 3; i++)
            {
                var key = isLong ? LongKey(text.AsSpan(i)) : ShortKey(text.AsSpan(i));
                ref var head = ref _heads[Slot(key)];
                _entries[_entryCount] = new Entry(key, _needleCount, i, head - 1);
                Volatile.Write(ref head, ++_entryCount);
                var place = Place(MemoryMarshal.Read<uint>(text.AsSpan(i)));
                Interlocked.Or(ref Bits[place >> WordShift], (1u << (int)place) | (1u << (int)(place >> 5)));
            }

            Volatile.Write(ref _needleCount, _needleCount + 1);
        }

        public void Verify<TSink>(ReadOnlySpan<byte> text, int position, ref TSink sink) where TSink : struct, INeedleSink, allows ref struct
        {
            Follow(ShortKey(text[position..]), text, position, ref sink);
            if (position + LongWindow <= text.Length) Follow(LongKey(text[position..]), text, position, ref sink);
        }

        private void Follow<TSink>(ulong key, ReadOnlySpan<byte> text, int position, ref TSink sink) where TSink : struct, INeedleSink, allows ref struct
        {
            for (var i = Volatile.Read(ref _heads[Slot(key)]) - 1; i >= 0;)
            {
                ref readonly var entry = ref _entries[i];
                if (entry.Key == key)
                {
                    var (needleText, needle) = _needles[entry.Needle];
                    var start = position - entry.Offset;
                    if (start >= 0 && text.Length - start >= needleText.Length && text.Slice(start, needleText.Length).SequenceEqual(needleText))
                        sink.Found(needle, start, needleText.Length);
                }

                i = entry.Next;
            }
        }

        /// <summary>The first of the three windows that have the least in common with what was added before and with what is in every page.</summary>
        private int BestOffset(byte[] text)
        {
            // As many places are enough to choose from.
            Span<int> costs = stackalloc int[Math.Min(text.Length - Window + 1, 40)];
            for (var i = 0; i < costs.Length; i++)
            {
                var isLong = IsLong(text.Length, i);
                costs[i] = 8 * ChainLength(isLong ? LongKey(text.AsSpan(i)) : ShortKey(text.AsSpan(i)));
                foreach (var value in text.AsSpan(i, Window)) costs[i] += Commonness(value);
            }

            var best = 0;
            for (var i = 1; i + 2 < costs.Length; i++)
            {
                if (costs[i] + costs[i + 1] + costs[i + 2] < costs[best] + costs[best + 1] + costs[best + 2]) best = i;
            }

            return best;
        }

        private int ChainLength(ulong key)
        {
            var length = 0;
            for (var i = _heads[Slot(key)] - 1; i >= 0 && length < 32; i = _entries[i].Next) length++;
            return length;
        }

        private static int Commonness(byte value) => (char)value switch
        {
            >= 'a' and <= 'z' or ' ' or '/' or '"' or '=' or '<' or '>' or '\\' or '&' or ';' => 2,
            _ => 1,
        };

        /// <summary>Whether this window and the two after it, which are decided alike, can all be long.</summary>
        private static bool IsLong(int length, int offset) => length - offset >= LongWindow + 2;

        private static ulong ShortKey(ReadOnlySpan<byte> at) => Mix(MemoryMarshal.Read<uint>(at));

        private static ulong LongKey(ReadOnlySpan<byte> at) => Mix(MemoryMarshal.Read<ulong>(at) * 0x9E3779B97F4A7C15 ^ MemoryMarshal.Read<ulong>(at[8..]));

        private static ulong Mix(ulong value)
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            return value ^ (value >> 29);
        }

        // The capacity is a power of two.
        private int Slot(ulong key) => (int)(key >> 13) & (_heads.Length - 1);

        private readonly record struct Entry(ulong Key, int Needle, int Offset, int Next);
    }
}

/// <summary>Takes what is found. The same place may come more than once, for different strings.</summary>
internal interface INeedleSink
{
    void Found(MarkerNeedle needle, int start, int length);
}
