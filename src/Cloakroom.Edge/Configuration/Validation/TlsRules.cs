using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>The certificate is there, fits its key, and is in force.</summary>
internal static class TlsRules
{
    private const string Certificate = $"{nameof(EdgeOptions.Tls)}:{nameof(TlsOptions.CertificateFile)}";
    private const string Key = $"{nameof(EdgeOptions.Tls)}:{nameof(TlsOptions.KeyFile)}";

    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public static void Check(EdgeOptions options, TimeProvider time, ValidationReport report)
    {
        if (options.Tls is not { } tls)
            return;
        var isThere = FindFile(Certificate, tls.CertificateFile, report) & FindFile(Key, tls.KeyFile, report);
        if (isThere)
            Load(tls, time, report);
        if (!options.Listen.Append(options.Admin.Listen).Any(address => address.StartsWith("https://", StringComparison.OrdinalIgnoreCase)))
            report.Warning(nameof(EdgeOptions.Tls), "is set, and no address to listen on is https.", "Listen on https://*:443, or remove it.");
    }

    private static bool FindFile(string key, string file, ValidationReport report)
    {
        if (file.Length == 0)
            report.Error(key, "is not set.", "Give the path of a PEM file.");
        else if (file.Contains("-----BEGIN", StringComparison.Ordinal))
            report.Error(key, "is the content of a file, not its path.", "Write it to a file that only the edge may read, and give the path.");
        else if (Directory.Exists(file))
            report.Error(key, $"{Shown.File(file)} is a directory.", "Give the path of a PEM file.");
        else if (!File.Exists(file))
            report.Error(key, $"{Shown.File(file)} does not exist or may not be seen.", "Check the path; a relative one is taken from the working directory.");
        else if (WhyUnreadable(file) is { } why)
            report.Error(key, $"{Shown.File(file)} {why}", "Give the user that the edge runs as the right to read it.");
        else
            return true;
        return false;
    }

    private static string? WhyUnreadable(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "may not be read.";
        }
    }

    private static void Load(TlsOptions tls, TimeProvider time, ValidationReport report)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPem(File.ReadAllText(tls.CertificateFile));
        }
        catch (CryptographicException)
        {
            report.Error(Certificate, $"{Shown.File(tls.CertificateFile)} holds no certificate in PEM form.", "Give a file with -----BEGIN CERTIFICATE-----, the server's own first and its chain after it.");
            return;
        }

        using (certificate)
        {
            CheckKey(tls, certificate, report);
            CheckDates(certificate, time.GetUtcNow(), report);
        }
    }

    private static void CheckKey(TlsOptions tls, X509Certificate2 certificate, ValidationReport report)
    {
        try
        {
            using var _ = X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile);
        }
        catch (CryptographicException)
        {
            // Its message is not passed on: nothing of a key belongs into a log.
            var text = File.ReadAllText(tls.KeyFile);
            if (text.Contains("ENCRYPTED", StringComparison.Ordinal))
                report.Error(Key, $"{Shown.File(tls.KeyFile)} is protected with a passphrase.", "Give it without one, readable by the edge only: openssl pkey -in KEY -out NEW.");
            else if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
                report.Error(Key, $"{Shown.File(tls.KeyFile)} holds no private key in PEM form.", "Give a file with -----BEGIN PRIVATE KEY-----.");
            else
                report.Error(Key, $"{Shown.File(tls.KeyFile)} does not belong to the certificate for {Shown.Of(certificate.GetNameInfo(X509NameType.SimpleName, false))}.", "Give the key that the certificate was made with.");
        }
        catch (ArgumentException)
        {
            report.Error(Key, $"{Shown.File(tls.KeyFile)} does not belong to the certificate for {Shown.Of(certificate.GetNameInfo(X509NameType.SimpleName, false))}.", "Give the key that the certificate was made with.");
        }
    }

    private static void CheckDates(X509Certificate2 certificate, DateTimeOffset now, ValidationReport report)
    {
        var (from, to) = (new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        if (now > to)
            report.Warning(Certificate, $"expired on {to:yyyy-MM-dd}: browsers refuse it.", "Renew it; the edge reads it again when the files change.");
        else if (now < from)
            report.Warning(Certificate, $"is not in force before {from:yyyy-MM-dd}: browsers refuse it.", "Check the clock, or use the one in force.");
        else if (to - now < Soon)
            report.Warning(Certificate, $"expires on {to:yyyy-MM-dd}.", "Renew it; the edge reads it again when the files change.");
    }
}
