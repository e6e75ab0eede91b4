using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Edge.Sealing;

/// <summary>The keys of the Data Protection ring, by their master secrets: its protectors know no associated data, and do not say whether it is the key or the payload that is wrong.</summary>
internal sealed class DataProtectionKeySource(
    IKeyManager manager, IDataProtectionProvider provider, IOptions<KeyManagementOptions> options, TimeProvider clock, ILogger<DataProtectionKeySource> logger)
    : ISealKeySource
{
    private const int MinSecretSize = 32;

    // Data Protection's: not settable, and not public.
    private static readonly TimeSpan RenewalWindow = TimeSpan.FromDays(4);
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    private readonly IDataProtector _probe = provider.CreateProtector("Cloakroom.Edge.Sealing", "make keys");
    private readonly Dictionary<Guid, byte[]> _secrets = [];
    private readonly HashSet<Guid> _reported = [];

    /// <summary>Changes made in this process. Those of others are seen by reading again.</summary>
    public CancellationToken Changed => manager.GetCacheExpirationToken();

    public SealKeySet Read()
    {
        try
        {
            return Resolve(manager.GetAllKeys()) ?? Resolve(AfterDataProtectionHasLooked()) ?? Resolve(AfterMakingOne()) ?? throw NoKey();
        }
        catch (Exception e) when (e is not CloakroomException)
        {
            // Its repository may be anything: files, a database, a service.
            throw new CloakroomException(
                CloakroomErrorCode.Misconfigured, $"The Data Protection key ring cannot be read: {e.Message} Make its place readable and writable for the edge.", e);
        }
    }

    // The key that Data Protection would take (its DefaultKeyResolver): the one activated last. Its own answer is not asked for: it looks at its ring once
    // a day, and another process may have revoked the key since.
    private SealKeySet? Resolve(IReadOnlyCollection<IKey> all)
    {
        var now = clock.GetUtcNow();
        var keys = Usable(all);
        var active = all
            .Where(key => !key.IsRevoked && key.ActivationDate <= now + MaxClockSkew && key.ExpirationDate > now)
            .OrderBy(key => key.KeyId)
            .ToList();
        var current = active.Where(key => _secrets.ContainsKey(key.KeyId)).MaxBy(key => key.ActivationDate);
        if (current is null)
            return active.Count == 0 || TryExport(active[0], out _, out var why) ? null : throw Unusable(active[0], why);
        // Has it make the next key in time, which it does when it protects something.
        if (current.ExpirationDate - now < RenewalWindow)
            TryProbe();
        return new SealKeySet(current.KeyId, keys);
    }

    private IReadOnlyCollection<IKey> AfterDataProtectionHasLooked() => TryProbe() ? manager.GetAllKeys() : [];

    private IReadOnlyCollection<IKey> AfterMakingOne()
    {
        if (!options.Value.AutoGenerateKeys)
            return [];
        var now = clock.GetUtcNow();
        var made = manager.CreateNewKey(now, now + options.Value.NewKeyLifetime);
        return TryExport(made, out _, out var why) ? manager.GetAllKeys() : throw Unusable(made, why);
    }

    private bool TryProbe()
    {
        try
        {
            _probe.Protect([]);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
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

    private static CloakroomException Unusable(IKey key, string why) =>
        new(CloakroomErrorCode.Misconfigured, $"The Data Protection key {key.KeyId} is the one to seal with and cannot be used: {why}");

    private static CloakroomException NoKey() => new(
        CloakroomErrorCode.Misconfigured,
        "The Data Protection key ring has no key to seal with. Let one edge make keys (without DisableAutomaticKeyGeneration), or give the ring one that is active and not revoked.");
}
