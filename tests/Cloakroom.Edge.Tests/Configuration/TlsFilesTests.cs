using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cloakroom.Edge.Configuration;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Configuration;

public sealed class TlsFilesTests : IDisposable
{
    private static readonly ManualClock Clock = new();

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void Read_WithACertificateAndItsKey_IsValid()
    {
        var (certificate, key) = Write(Clock.GetUtcNow().AddDays(90));

        Read(certificate, key).Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-1, "expired on 2026-01-01: browsers refuse it.")]
    [InlineData(3, "expires on 2026-01-05.")]
    public void Read_WithACertificateThatEnds_Warns(int days, string expected)
    {
        var (certificate, key) = Write(Clock.GetUtcNow().AddDays(days));

        var result = Read(certificate, key);

        result.Options.ShouldNotBeNull();
        result.Warnings.ShouldHaveSingleItem().What.ShouldBe(expected);
    }

    [Fact]
    public void Read_WithTheKeyOfAnotherCertificate_IsAnError()
    {
        var (certificate, _) = Write(Clock.GetUtcNow().AddDays(90));
        var (_, key) = Write(Clock.GetUtcNow().AddDays(90), "other");

        Read(certificate, key).Errors.ShouldHaveSingleItem().What.ShouldEndWith("does not belong to the certificate for edge.test.");
    }

    [Fact]
    public void Read_WithAKeyOfAnotherKind_IsAnError()
    {
        var (certificate, _) = Write(Clock.GetUtcNow().AddDays(90));
        using var rsa = RSA.Create(2048);

        Read(certificate, _directory.Write("rsa.pem", rsa.ExportPkcs8PrivateKeyPem())).Errors.ShouldHaveSingleItem().Key.ShouldBe("Tls:KeyFile");
    }

    [Fact]
    public void Read_WithAProtectedKey_SaysHowToUnprotectIt()
    {
        var (certificate, _) = Write(Clock.GetUtcNow().AddDays(90));
        using var ecdsa = ECDsa.Create();
        var pem = ecdsa.ExportEncryptedPkcs8PrivateKeyPem("passphrase", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));

        var error = Read(certificate, _directory.Write("protected.pem", pem)).Errors.ShouldHaveSingleItem();

        error.What.ShouldEndWith("is protected with a passphrase.");
        error.Remedy.ShouldContain("openssl pkey");
    }

    [Fact]
    public void Read_WithFilesThatHoldSomethingElse_NamesBoth()
    {
        var result = Read(_directory.Write("a.pem", "hello"), _directory.Write("b.pem", "hello"));

        result.Errors.Single().What.ShouldEndWith("holds no certificate in PEM form.");
    }

    [Fact]
    public void Read_WithACertificateForAKey_IsAnErrorThatShowsNothingOfIt()
    {
        var (certificate, key) = Write(Clock.GetUtcNow().AddDays(90));

        var error = Read(certificate, certificate).Errors.ShouldHaveSingleItem();

        error.What.ShouldEndWith("holds no private key in PEM form.");
        Read(key, key).Errors.ShouldHaveSingleItem().ToString().ShouldNotContain(File.ReadLines(key).ElementAt(1));
    }

    public void Dispose() => _directory.Dispose();

    private static EdgeConfigurationResult Read(string certificate, string key) => EdgeConfiguration.Read(
        new EdgeSources
        {
            CommandLine =
            [
                new("--upstream", "Upstreams:0:Url", "http://127.0.0.1:3000"),
                new("--session-cookie", "Cookies:0:Name", "sid"),
                new("--listen", "Listen:0", "https://127.0.0.1:8443"),
                new("--tls", "Tls:CertificateFile", certificate),
                new("--tls", "Tls:KeyFile", key),
            ],
        },
        Clock);

    private (string Certificate, string Key) Write(DateTimeOffset until, string name = "edge")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}.test", key, HashAlgorithmName.SHA256).CreateSelfSigned(until.AddDays(-100), until);
        return (_directory.Write($"{name}.pem", certificate.ExportCertificatePem()), _directory.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }
}
