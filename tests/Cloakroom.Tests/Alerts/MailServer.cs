using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cloakroom.Alerts.Mail;

namespace Cloakroom.Tests.Alerts;

/// <summary>A mail as it arrived.</summary>
internal sealed record ReceivedMail(string From, IReadOnlyList<string> To, string Data, bool IsSecure, string? User)
{
    public string Header(string name) => Unfolded.Split("\r\n\r\n")[0].Split("\r\n")
        .Where(line => line.StartsWith(name + ": ", StringComparison.Ordinal)).Select(line => line[(name.Length + 2)..]).SingleOrDefault() ?? "";

    public string Body
    {
        get
        {
            var body = Data[(Data.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
            return Header("Content-Transfer-Encoding") == "base64" ? Encoding.UTF8.GetString(Convert.FromBase64String(body)) : body;
        }
    }

    private string Unfolded => Data.Replace("\r\n ", " ", StringComparison.Ordinal);
}

/// <summary>A small mail server that speaks real SMTP, with TLS and sign-in, and goes wrong on command.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<ReceivedMail> _mails = new();
    private readonly CancellationTokenSource _end = new();
    private readonly X509Certificate2 _certificate;
    private readonly Task _running;

    public MailServer(string certificateName = "localhost")
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={certificateName}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(certificateName);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        _certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        _listener.Start();
        _running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyList<ReceivedMail> Mails => [.. _mails];

    public bool OffersStartTls { get; set; } = true;

    /// <summary>TLS before a word is said.</summary>
    public bool IsTlsFromTheStart { get; set; }

    /// <summary>The ways to sign in that it offers.</summary>
    public string Auth { get; set; } = "PLAIN LOGIN";

    public string Password { get; set; } = "correct horse";

    /// <summary>What follows the answer to STARTTLS in clear, as somebody on the way could add.</summary>
    public string Injected { get; set; } = "";

    /// <summary>Answers to commands by how they begin, in place of the usual ones.</summary>
    public Dictionary<string, string> Answers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What to answer to a whole mail; null to hang up.</summary>
    public Func<ReceivedMail, string?> OnMail { get; set; } = _ => "250 2.0.0 taken";

    public int Connections { get; private set; }

    /// <summary>A server's address whose certificate is taken as good.</summary>
    public SmtpServer Address(SmtpSecurity security, string? user = null, string? password = null)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(_certificate);
        return new SmtpServer("localhost", Port, security, user, password) { Trust = trust };
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _running;
        _certificate.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Connections++;
                sessions.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await new Session(this, client.GetStream()).RunAsync(_end.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or AuthenticationException or ObjectDisposedException)
            {
                // The client has gone, or has refused.
            }
        }
    }

    private sealed class Session(MailServer server, Stream stream)
    {
        private readonly List<string> _to = [];
        private Stream _stream = stream;
        private string _from = "";
        private string? _user;
        private bool _isSecure;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            if (server.IsTlsFromTheStart)
                await SecureAsync(cancellationToken);
            await SayAsync(server.Answers.GetValueOrDefault("greeting", "220 mail.test ESMTP"));
            while (await ReadLineAsync(cancellationToken) is { } line)
            {
                if (server.Answers.FirstOrDefault(answer => line.StartsWith(answer.Key, StringComparison.OrdinalIgnoreCase)) is { Value: { } answer })
                {
                    await SayAsync(answer);
                    continue;
                }

                if (!await ObeyAsync(line, cancellationToken))
                    return;
            }
        }

        private async Task<bool> ObeyAsync(string line, CancellationToken cancellationToken)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync($"250-mail.test\r\n250-SIZE 1000000\r\n{(server.OffersStartTls && !_isSecure ? "250-STARTTLS\r\n" : "")}250 AUTH {server.Auth}");
                    break;
                case "STARTTLS":
                    await SayAsync($"220 go ahead{(server.Injected.Length > 0 ? "\r\n" + server.Injected : "")}");
                    await SecureAsync(cancellationToken);
                    break;
                case "AUTH":
                    await SignInAsync(line, cancellationToken);
                    break;
                case "MAIL":
                    (_from, _) = (line[(line.IndexOf('<') + 1)..line.IndexOf('>')], 0);
                    _to.Clear();
                    await SayAsync("250 ok");
                    break;
                case "RCPT":
                    _to.Add(line[(line.IndexOf('<') + 1)..line.IndexOf('>')]);
                    await SayAsync("250 ok");
                    break;
                case "DATA":
                    await SayAsync("354 go ahead");
                    var mail = new ReceivedMail(_from, [.. _to], await ReadDataAsync(cancellationToken), _isSecure, _user);
                    if (server.OnMail(mail) is not { } answer)
                        return false;
                    if (answer.StartsWith('2'))
                        server._mails.Enqueue(mail);
                    await SayAsync(answer);
                    break;
                case "QUIT":
                    await SayAsync("221 bye");
                    return false;
                default:
                    await SayAsync("250 ok");
                    break;
            }

            return true;
        }

        private async Task SignInAsync(string line, CancellationToken cancellationToken)
        {
            var words = line.Split(' ');
            string user, password;
            if (words[1] == "PLAIN")
            {
                var parts = Decoded(words[2]).Split('\0');
                (user, password) = (parts[1], parts[2]);
            }
            else
            {
                await SayAsync("334 VXNlcm5hbWU6");
                user = Decoded((await ReadLineAsync(cancellationToken))!);
                await SayAsync("334 UGFzc3dvcmQ6");
                password = Decoded((await ReadLineAsync(cancellationToken))!);
            }

            _user = password == server.Password ? user : null;
            await SayAsync(_user is null ? "535 5.7.8 no" : "235 2.7.0 welcome");
        }

        private async Task SecureAsync(CancellationToken cancellationToken)
        {
            var secure = new SslStream(_stream);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = server._certificate }, cancellationToken);
            (_stream, _isSecure) = (secure, true);
        }

        private async Task<string> ReadDataAsync(CancellationToken cancellationToken)
        {
            var data = new StringBuilder();
            while (await ReadLineAsync(cancellationToken) is { } line && line != ".")
                data.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            return data.ToString();
        }

        private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
        {
            var line = new List<byte>();
            var one = new byte[1];
            while (await _stream.ReadAsync(one, cancellationToken) == 1)
            {
                if (one[0] != '\n')
                    line.Add(one[0]);
                else
                    return Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            }

            return null;
        }

        private ValueTask SayAsync(string text) => _stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"));

        private static string Decoded(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));
    }
}
