using System.Security.Cryptography;

namespace Cloakroom.Edge.Sealing;

/// <summary>Where the keys come from that seals are made with.</summary>
internal interface ISealKeySource
{
    /// <summary>Cancelled when the next reading may answer otherwise. To be taken before the reading that it is about.</summary>
    CancellationToken Changed { get; }

    /// <summary>Reads the ring, from disk as a rule.</summary>
    /// <exception cref="CloakroomException">There is no key to seal with.</exception>
    SealKeySet Read();
}

/// <summary>The ring as it was read.</summary>
/// <param name="CurrentId">The key to seal with, one of <paramref name="Keys"/>.</param>
/// <param name="Keys">The keys to open with: all that are not revoked.</param>
internal sealed record SealKeySet(Guid CurrentId, IReadOnlyList<SourceKey> Keys);

/// <summary>One key of the ring.</summary>
/// <param name="Id">Its id in the ring.</param>
/// <param name="Secret">What is derived from.</param>
/// <param name="ActivatedAt">Which of two keys is the later one.</param>
internal sealed record SourceKey(Guid Id, byte[] Secret, DateTimeOffset ActivatedAt)
{
    /// <summary>Says nothing: keys do not leave.</summary>
    public override string ToString() => "(key)";
}

/// <summary>One key that lives as long as the process: for trying out, and for tests.</summary>
internal sealed class InMemoryKeySource : ISealKeySource
{
    private readonly SealKeySet _keys = CreateKeys();

    public CancellationToken Changed => CancellationToken.None;

    public SealKeySet Read() => _keys;

    private static SealKeySet CreateKeys()
    {
        var id = new Guid(RandomNumberGenerator.GetBytes(16));
        return new SealKeySet(id, [new SourceKey(id, RandomNumberGenerator.GetBytes(64), DateTimeOffset.MinValue)]);
    }
}
