using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Edge.Sealing;

/// <summary>The keys of the Data Protection ring, by their master secrets: its protectors make payloads that are too long for cookies and take too long.</summary>
internal sealed class DataProtectionKeySource(
    IKeyManager manager, IDataProtectionProvider provider, IOptions<KeyManagementOptions> options, TimeProvider clock, ILogger<DataProtectionKeySource> logger)
    : ISealKeySource
{
    private const int KeyIdAt = 4;
    private const int KeyIdSize = 16;
    private const int MinSecretSize = 32;

    private readonly IDataProtector _probe = provider.CreateProtector("Cloakroom.Edge.Sealing", "current key");
    private readonly Dictionary<Guid, byte[]> _secrets = [];
    private readonly HashSet<Guid> _reported = [];

    /// <summary>Changes made in this process. Those of others are seen by reading again.</summary>
    public CancellationToken Changed => manager.GetCacheExpirationToken();

    public SealKeySet Read()
    {
        var currentId = FindCurrentId();
        var all = manager.GetAllKeys();
        var keys = Usable(all);
        if (keys.Exists(key => key.Id == currentId))
            return new SealKeySet(currentId, keys);

        // Data Protection looks at its ring once a day: another process may have revoked its key since.
        if (all.FirstOrDefault(key => key.KeyId == currentId) is { IsRevoked: false } unusable)
            throw Unusable(unusable);
        var now = clock.GetUtcNow();
        var next = all
            .Where(key => key.ActivationDate <= now && key.ExpirationDate > now && keys.Exists(usable => usable.Id == key.KeyId))
            .MaxBy(key => key.ActivationDate);
        if (next is null)
        {
            if (!options.Value.AutoGenerateKeys)
                throw NoKey(null);
            next = manager.CreateNewKey(now, now + options.Value.NewKeyLifetime);
            keys = Usable(manager.GetAllKeys());
            if (!keys.Exists(key => key.Id == next.KeyId))
                throw Unusable(next);
        }

        return new SealKeySet(next.KeyId, keys);
    }

    // What Data Protection protects with is its own decision, which includes making the next key in time. It says which by the payload: a magic number,
    // and the id of the key.
    private Guid FindCurrentId()
    {
        try
        {
            return new Guid(_probe.Protect([]).AsSpan(KeyIdAt, KeyIdSize));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw NoKey(e);
        }
    }

    private List<SourceKey> Usable(IReadOnlyCollection<IKey> all)
    {
        var keys = new List<SourceKey>(all.Count);
        foreach (var key in all)
        {
            if (key.IsRevoked)
                _secrets.Remove(key.KeyId);
            else if (_secrets.TryGetValue(key.KeyId, out var secret) || TryExport(key, out secret, out var why))
                keys.Add(new SourceKey(key.KeyId, _secrets[key.KeyId] = secret, key.ActivationDate));
            else if (_reported.Add(key.KeyId))
                Log.KeyUnusable(logger, key.KeyId, why);
        }

        return keys;
    }

    private static bool TryExport(IKey key, out byte[] secret, out string why)
    {
        secret = [];
        why = "";
        try
        {
            // As ASP.NET Core's own descriptors write themselves, whatever their algorithms.
            var value = key.Descriptor.ExportToXml().SerializedDescriptorElement.Element("masterKey")?.Element("value")?.Value;
            if (value is null)
                why = $"Its descriptor, {key.Descriptor.GetType().Name}, has no master key. Use one of ASP.NET Core's algorithms (UseCryptographicAlgorithms).";
            else if ((secret = Convert.FromBase64String(value)).Length < MinSecretSize)
                why = $"Its master key has fewer than {MinSecretSize} bytes.";
        }
        catch (Exception e)
        {
            // Whatever the XML decryptor, the descriptor or their store may throw: the other keys of the ring are good.
            why = $"It cannot be read ({e.GetType().Name}: {e.Message}).";
        }

        return why.Length == 0;
    }

    private static CloakroomException Unusable(IKey key) => new(
        CloakroomErrorCode.Misconfigured,
        $"The Data Protection key {key.KeyId} is the one to seal with and cannot be used: " + (TryExport(key, out _, out var why) ? "it is not in the ring." : why));

    private static CloakroomException NoKey(Exception? inner) => new(
        CloakroomErrorCode.Misconfigured,
        "The Data Protection key ring has no key to seal with. Let one edge make keys (without DisableAutomaticKeyGeneration), or give the ring one that is active and not revoked.",
        inner);
}
