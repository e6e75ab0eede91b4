using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cloakroom.Edge.Configuration;
using Cloakroom.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Hosting;

/// <summary>The certificate of https addresses. Its files are looked at again and again, since the ways in which they are replaced (links, mounts) are not all notified.</summary>
internal sealed class ServerCertificate(TimeProvider clock, ILogger<ServerCertificate> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private TlsOptions? _options;
    private byte[] _digest = [];
    private byte[] _refused = [];
    private SslStreamCertificateContext? _current;

    /// <summary>Chooses for each handshake what is in force by then; resumed sessions keep what they began with.</summary>
    public TlsHandshakeCallbackOptions Handshake => new()
    {
        OnConnection = _ => new(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Volatile.Read(ref _current) ?? throw new InvalidOperationException("There is no certificate."),
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        }),
    };

    public X509Certificate2? Current => Volatile.Read(ref _current)?.TargetCertificate;

    /// <summary>Takes the files of a configuration.</summary>
    /// <exception cref="CryptographicException">They are not a certificate and its key; what was in force stays so.</exception>
    public void Use(TlsOptions? options)
    {
        if (options is not null)
            Load(options);
        _options = options;
    }

    /// <summary>Looks once. A bad pair, such as one that is half replaced, is refused: the old one stays in force until the files are right.</summary>
    public void Look()
    {
        if (_options is not { } options)
            return;

        byte[] digest = [];
        try
        {
            digest = DigestOf(options);
            if (digest.AsSpan().SequenceEqual(_digest) || digest.AsSpan().SequenceEqual(_refused))
                return;
            Load(options);
            Log.CertificateReplaced(logger, Current!.NotAfter.ToUniversalTime());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            // Of the exception only its kind: nothing of a key belongs into a log.
            _refused = digest;
            Log.CertificateRefused(logger, exception.GetType().Name);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(
        clock,
        Interval,
        _ =>
        {
            Look();
            return Task.CompletedTask;
        },
        stoppingToken);

    private void Load(TlsOptions options)
    {
        var digest = DigestOf(options);
        var certificate = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(options.CertificateFile);

        // Connections of before go on with theirs, so it is left to the collector.
        Volatile.Write(ref _current, SslStreamCertificateContext.Create(certificate, chain, offline: true));
        _digest = digest;
        _refused = [];
    }

    private static byte[] DigestOf(TlsOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(File.ReadAllBytes(options.CertificateFile));
        hash.AppendData(File.ReadAllBytes(options.KeyFile));
        return hash.GetHashAndReset();
    }
}
