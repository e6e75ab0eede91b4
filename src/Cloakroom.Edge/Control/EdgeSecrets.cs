using System.Security.Cryptography;
using Cloakroom.Edges;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Control;

/// <summary>Named secrets of 32 bytes that all edges of a store have in common, protected by the key ring before they are stored.</summary>
internal sealed class EdgeSecrets(EdgeStoreOpening opening, IEdgeStore store, StoreCalls calls, IDataProtectionProvider protection, ILogger<EdgeSecrets> logger)
{
    public const int Size = 32;

    /// <summary>The secret of that name; made when there is none. Of edges that start at once, all get the same.</summary>
    /// <exception cref="CloakroomException">The store cannot be asked, or the key ring lacks the key of what is stored.</exception>
    public async Task<byte[]> GetAsync(string name, CancellationToken cancellationToken)
    {
        await opening.EnsureAsync(cancellationToken);
        var protector = protection.CreateProtector("Cloakroom.Edge.Secrets.v1", name);
        var stored = await calls.ReadAsync("read-secret", token => store.ReadSecretAsync(name, token), cancellationToken);
        if (stored is null)
        {
            var fresh = protector.Protect(RandomNumberGenerator.GetBytes(Size));
            stored = await calls.WriteAsync("add-secret", token => store.AddSecretAsync(name, fresh, token), cancellationToken);
        }

        try
        {
            // Revoking a key ends what was sealed with it. A secret is not worn by anybody, and another in its place would only cut the records of
            // before off from those of after: it stays, and is protected with the key of now.
            var secret = ((IPersistedDataProtector)protector).DangerousUnprotect(stored, ignoreRevocationErrors: true, out var isOutdated, out var wasRevoked);
            if (secret.Length != Size)
                throw Unusable(name, null);
            if (isOutdated || wasRevoked)
                await ProtectAnewAsync(name, stored, protector.Protect(secret), cancellationToken);
            return secret;
        }
        catch (CryptographicException e)
        {
            throw Unusable(name, e);
        }
    }

    private async Task ProtectAnewAsync(string name, byte[] stored, byte[] secret, CancellationToken cancellationToken)
    {
        try
        {
            await calls.WriteAsync("replace-secret", token => store.ReplaceSecretAsync(name, stored, secret, token), cancellationToken);
        }
        catch (CloakroomException e)
        {
            // It can be read as it is; the next start tries again.
            Log.NotProtectedAnew(logger, name, e);
        }
    }

    private static CloakroomException Unusable(string name, Exception? inner) => new(
        CloakroomErrorCode.Misconfigured,
        $"The secret '{name}' in the shared store cannot be read with the keys of this edge. Give all edges of a store the same keys: restore keys/ as it was "
        + "with this store. If they are lost for good, start with a new store directory, which signs everybody out.",
        inner);
}
