using System.Xml.Linq;
using Cloakroom.Edge.Sealing;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Cloakroom.Edge.Tests.Sealing;

public sealed class DataProtectionKeySourceTests : IDisposable
{
    private readonly KeysInMemory _repository = new();
    private readonly TestRing _ring;

    public DataProtectionKeySourceTests() => _ring = new TestRing(_repository);

    public void Dispose() => _ring.Dispose();

    [Fact]
    public void Read_EmptyRing_HasDataProtectionMakeTheFirstKey()
    {
        var keys = _ring.Source().Read();

        keys.Keys.ShouldHaveSingleItem().Id.ShouldBe(keys.CurrentId);
        _ring.Manager.GetAllKeys().ShouldHaveSingleItem().KeyId.ShouldBe(keys.CurrentId);
        keys.Keys[0].Secret.Length.ShouldBe(64);
        keys.Keys[0].ToString().ShouldBe("(key)");
    }

    [Fact]
    public void Read_SeveralKeys_TakesTheOneDataProtectionTakes()
    {
        _ring.Rotate(TimeSpan.FromDays(20));
        var current = _ring.Rotate(TimeSpan.FromDays(10));
        // Not yet.
        _ring.Rotate(-TimeSpan.FromDays(1));

        var keys = _ring.Source().Read();

        keys.CurrentId.ShouldBe(current);
        keys.Keys.Count.ShouldBe(3);
    }

    [Fact]
    public void Read_AnyRing_AgreesWithDataProtection()
    {
        // Ages in hours, some in the future.
        var ages = Gen.Choose(-100, 400).ListOf();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(ages.ToArbitrary(), hours =>
        {
            using var ring = new TestRing(new KeysInMemory());
            foreach (var age in hours)
                ring.Rotate(TimeSpan.FromHours(age));
            return ring.Source().Read().CurrentId == ring.CurrentOfDataProtection();
        }));
    }

    [Fact]
    public void Read_KeyNearItsEnd_HasDataProtectionMakeTheNext()
    {
        var last = _ring.Rotate(TimeSpan.FromDays(10), lifetime: TimeSpan.FromDays(11));

        _ring.Source().Read().CurrentId.ShouldBe(last);

        _ring.Manager.GetAllKeys().Count.ShouldBe(2);
    }

    [Fact]
    public void Read_RevokedKeys_AreLeftOut()
    {
        var old = _ring.Rotate(TimeSpan.FromDays(20));
        var current = _ring.Rotate(TimeSpan.FromDays(10));
        var source = _ring.Source();
        source.Read().Keys.Count.ShouldBe(2);

        _ring.Manager.RevokeKey(old);

        source.Read().Keys.ShouldHaveSingleItem().Id.ShouldBe(current);
    }

    [Fact]
    public void Read_CurrentKeyRevokedElsewhere_TakesTheLatestThatIsLeft()
    {
        _ring.Rotate(TimeSpan.FromDays(30));
        var next = _ring.Rotate(TimeSpan.FromDays(20));
        var current = _ring.Rotate(TimeSpan.FromDays(10));
        var source = _ring.Source();
        source.Read().CurrentId.ShouldBe(current);

        using var other = new TestRing(_repository);
        other.Manager.RevokeKey(current);

        source.Read().CurrentId.ShouldBe(next);
    }

    [Fact]
    public void Read_NoKeyAndNoneToBeMade_SaysSo()
    {
        using var ring = new TestRing(new KeysInMemory(), autoGenerate: false);

        var error = Should.Throw<CloakroomException>(() => ring.Source().Read());

        error.Code.ShouldBe(CloakroomErrorCode.Misconfigured);
        error.Message.ShouldContain("no key to seal with");
    }

    [Fact]
    public void Read_RepositoryFails_SaysSo()
    {
        using var ring = new TestRing(new BrokenRepository());

        var error = Should.Throw<CloakroomException>(() => ring.Source().Read());

        error.Code.ShouldBe(CloakroomErrorCode.Misconfigured);
        error.Message.ShouldContain("cannot be read: The disk is gone.");
    }

    [Fact]
    public void Read_LastKeyRevokedElsewhereAndNoneToBeMade_SaysSo()
    {
        var repository = new KeysInMemory();
        using var other = new TestRing(repository);
        var key = other.Source().Read().CurrentId;
        using var ring = new TestRing(repository, autoGenerate: false);
        var source = ring.Source();
        source.Read().CurrentId.ShouldBe(key);

        other.Manager.RevokeKey(key);

        Should.Throw<CloakroomException>(() => source.Read()).Message.ShouldContain("no key to seal with");
    }

    [Fact]
    public void Read_DescriptorWithoutMasterKey_SaysWhichAndWhatToDo()
    {
        var error = Should.Throw<CloakroomException>(() => _ring.Source(new OtherDescriptors(_ring.Manager, _ => true)).Read());

        error.Code.ShouldBe(CloakroomErrorCode.Misconfigured);
        error.Message.ShouldContain("no master key");
        error.Message.ShouldContain(nameof(OtherDescriptor));
    }

    [Fact]
    public void Read_OldKeyCannotBeRead_TheOthersAreGood()
    {
        var old = _ring.Rotate(TimeSpan.FromDays(20));
        var current = _ring.Rotate(TimeSpan.FromDays(10));

        var keys = _ring.Source(new OtherDescriptors(_ring.Manager, key => key.KeyId == old)).Read();

        keys.CurrentId.ShouldBe(current);
        keys.Keys.ShouldHaveSingleItem();
    }

    private sealed class BrokenRepository : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements() => throw new IOException("The disk is gone.");

        public void StoreElement(XElement element, string friendlyName) => throw new IOException("The disk is gone.");
    }

    private sealed class OtherDescriptor : IAuthenticatedEncryptorDescriptor
    {
        public XmlSerializedDescriptorInfo ExportToXml() => new(new XElement("descriptor", new XElement("hsm", "slot 3")), typeof(Deserializer));

        private sealed class Deserializer : IAuthenticatedEncryptorDescriptorDeserializer
        {
            public IAuthenticatedEncryptorDescriptor ImportFromXml(XElement element) => throw new NotSupportedException();
        }
    }

    private sealed class OtherDescriptors(IKeyManager inner, Func<IKey, bool> isOther) : IKeyManager
    {
        public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate) => inner.CreateNewKey(activationDate, expirationDate);

        public IReadOnlyCollection<IKey> GetAllKeys() => [.. inner.GetAllKeys().Select(key => isOther(key) ? new OtherKey(key) : key)];

        public CancellationToken GetCacheExpirationToken() => inner.GetCacheExpirationToken();

        public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null) => inner.RevokeAllKeys(revocationDate, reason);

        public void RevokeKey(Guid keyId, string? reason = null) => inner.RevokeKey(keyId, reason);
    }

    private sealed class OtherKey(IKey inner) : IKey
    {
        public DateTimeOffset ActivationDate => inner.ActivationDate;

        public DateTimeOffset CreationDate => inner.CreationDate;

        public DateTimeOffset ExpirationDate => inner.ExpirationDate;

        public bool IsRevoked => inner.IsRevoked;

        public Guid KeyId => inner.KeyId;

        public IAuthenticatedEncryptorDescriptor Descriptor { get; } = new OtherDescriptor();

        public IAuthenticatedEncryptor? CreateEncryptor() => inner.CreateEncryptor();
    }
}
