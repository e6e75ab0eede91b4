using System.Buffers.Binary;
using System.Diagnostics;

namespace Cloakroom.Journal;

/// <summary>The uses of a session by one presenter on one kind of route within one minute, or a part of it.</summary>
/// <param name="Key">Who, what, where.</param>
/// <param name="First">The first of them, UTC, millisecond precision.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Count">How many requests.</param>
/// <param name="UnsafeCount">How many of them had an unsafe method (RFC 9110 section 9.2.1), and may have written something.</param>
/// <param name="Writes">Which those were, as far as they had a trace.</param>
internal sealed record Use(UseKey Key, DateTimeOffset First, DateTimeOffset Last, int Count, int UnsafeCount, IReadOnlyList<UnsafeUse> Writes)
{
    /// <summary>Minutes since 1970.</summary>
    public long Minute => MinuteOf(First);

    /// <summary>The minute that a time is in, since 1970.</summary>
    public static long MinuteOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;
}

/// <summary>A request that may have written something.</summary>
/// <param name="At">When, UTC, millisecond precision.</param>
/// <param name="Trace">Its W3C trace id, by which the application's own logs tell what it did.</param>
internal readonly record struct UnsafeUse(DateTimeOffset At, UInt128 Trace)
{
    /// <summary>A trace id as uses have it.</summary>
    public static UInt128 BitsOf(ActivityTraceId trace)
    {
        Span<byte> bytes = stackalloc byte[16];
        trace.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
