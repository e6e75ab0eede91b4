using System.Collections.Immutable;

namespace Cloakroom.Sessions;

/// <summary>The data of a session: a value for each key, with the generation that wrote it (invariant I11).</summary>
internal sealed record SessionDataSet(ImmutableDictionary<string, SessionDatum> Values)
{
    public static SessionDataSet Empty { get; } = new(ImmutableDictionary.Create<string, SessionDatum>(StringComparer.Ordinal));

    /// <summary>The same data in a new record, which counts its generations from 1: numbers of the old one would be taken for its own.</summary>
    public SessionDataSet InNewRecord() => new(Values.ToImmutableDictionary(pair => pair.Key, pair => pair.Value with { Generation = 1 }, StringComparer.Ordinal));

    /// <summary>Applies changes on top of what is stored now.</summary>
    /// <param name="changes">A value for each key written, null for each key removed.</param>
    /// <param name="readFrom">What the writer had seen.</param>
    /// <param name="generation">The generation that the result will be stored under.</param>
    /// <param name="merged">What to store; this set itself when there is a conflict.</param>
    /// <returns>The key that somebody else changed in the meantime to something else; null when there is none.</returns>
    public string? TryMerge(IReadOnlyDictionary<string, byte[]?> changes, SessionDataSet readFrom, long generation, out SessionDataSet merged)
    {
        merged = this;
        var values = Values.ToBuilder();
        foreach (var (key, value) in changes)
        {
            Values.TryGetValue(key, out var stored);
            readFrom.Values.TryGetValue(key, out var seen);
            var isUnchanged = stored?.Generation == seen?.Generation;
            if (!isUnchanged && !SameValue(stored?.Value, value))
                return key;
            if (value is null)
                values.Remove(key);
            else
                values[key] = new SessionDatum(value, generation);
        }

        merged = new SessionDataSet(values.ToImmutable());
        return null;
    }

    private static bool SameValue(byte[]? left, byte[]? right) =>
        left is null ? right is null : right is not null && left.AsSpan().SequenceEqual(right);
}

/// <param name="Value">The bytes, never changed in place.</param>
/// <param name="Generation">The record's generation when they were written.</param>
internal sealed record SessionDatum(byte[] Value, long Generation);
