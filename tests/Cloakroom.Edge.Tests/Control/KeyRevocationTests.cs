using System.Security.Cryptography;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Edges;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Control;

/// <summary>An operator revokes a key of the ring. That ends sessions, and is no reason not to serve.</summary>
public sealed class KeyRevocationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restart_KeyOfTheTagKeyRevoked_TagsStayAndAreProtectedWithTheNextKey()
    {
        Tag before;
        byte[] stored;
        Guid revoked;
        await using (var edge = await StartAsync())
        {
            before = edge.Services.GetRequiredService<Tagger>().OfValue("a session");
            stored = (await StoredAsync(edge))!;
            revoked = Revoke(edge);
        }

        await using (var again = await StartAsync())
        {
            again.Services.GetRequiredService<Tagger>().OfValue("a session").ShouldBe(before);
            // What an edge that asks in the ordinary way comes to.
            Should.Throw<CryptographicException>(() => Protector(again).Unprotect(stored));
            Protector(again).Unprotect((await StoredAsync(again))!).Length.ShouldBe(EdgeSecrets.Size);
        }

        File.Delete(_directory.At("data", "keys", $"key-{revoked:D}.xml"));
        await using var last = await StartAsync();
        last.Services.GetRequiredService<Tagger>().OfValue("a session").ShouldBe(before);
    }

    [Fact]
    public async Task Restart_KeyOfTheTagKeyStillGood_LeavesTheSecretAlone()
    {
        byte[] stored;
        await using (var edge = await StartAsync()) stored = (await StoredAsync(edge))!;

        await using var again = await StartAsync();

        (await StoredAsync(again)).ShouldBe(stored);
    }

    public void Dispose() => _directory.Dispose();

    private static Guid Revoke(EdgeServer edge)
    {
        var keys = edge.Services.GetRequiredService<IKeyManager>();
        var key = keys.GetAllKeys().ShouldHaveSingleItem().KeyId;
        keys.RevokeKey(key, "a drill");
        return key;
    }

    private static async Task<byte[]?> StoredAsync(EdgeServer edge) => await edge.Services.GetRequiredService<IEdgeStore>().ReadSecretAsync(TagKey.Name, Ct);

    private static IDataProtector Protector(EdgeServer edge) =>
        edge.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("Cloakroom.Edge.Secrets.v1", TagKey.Name);

    private Task<EdgeServer> StartAsync() => EdgeInFront.StartAsync("http://127.0.0.1:1", directory: _directory.At("data"));
}
