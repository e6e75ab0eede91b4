using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cloakroom.Edge.Tests.Hosting;

/// <summary>PEM files in a directory of their own.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("cloakroom-tls-");

    public TestCertificate(string name) => Write(name);

    public Cloakroom.Edge.Configuration.TlsOptions Options => new() { CertificateFile = PathOf("cert.pem"), KeyFile = PathOf("key.pem") };

    public void Write(string name)
    {
        var (certificate, key) = Create(name);
        File.WriteAllText(PathOf("cert.pem"), certificate);
        File.WriteAllText(PathOf("key.pem"), key);
    }

    /// <summary>The certificate is already the new one, the key still the old: how it looks in the middle of a renewal.</summary>
    public string WriteHalf(string name)
    {
        var (certificate, key) = Create(name);
        File.WriteAllText(PathOf("cert.pem"), certificate);
        return key;
    }

    public void WriteKey(string key) => File.WriteAllText(PathOf("key.pem"), key);

    public void Dispose() => _directory.Delete(recursive: true);

    private string PathOf(string file) => Path.Combine(_directory.FullName, file);

    private static (string Certificate, string Key) Create(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
