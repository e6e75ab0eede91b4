using System.Security.Cryptography;
using Cloakroom.Edges;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.DataProtection;

namespace Cloakroom.Edge.Control;

/// <summary>Named secrets of 32 bytes that all edges of a store have in common, protected by the key ring before they are stored.</summary>
internal sealed class EdgeSecrets(EdgeStoreOpening opening, IEdgeStore store, StoreCalls calls, IDataProtectionProvider protection)
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
            var secret = protector.Unprotect(stored);
            if (secret.Length == Size) return secret;
        }
        catch (CryptographicException e)
        {
            throw Unusable(name, e);
        }

        throw Unusable(name, null);
    }

    private static CloakroomException Unusable(string name, Exception? inner) => new(
        CloakroomErrorCode.Misconfigured,
        $"The secret '{name}' in the shared store cannot be read with the keys of this edge. Give all edges of a store the same keys: restore keys/ as it was "
        + "with this store. If they are lost for good, start with a new store directory, which signs everybody out.",
        inner);
}
