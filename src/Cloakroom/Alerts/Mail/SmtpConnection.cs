using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Cloakroom.Alerts.Mail;

/// <summary>A connection to a mail server (RFC 5321, 3207, 4954, 8314), for any number of mails one after the other.</summary>
/// <remarks>
/// Of its own rather than <c>System.Net.Mail</c>, which knows no TLS from the start, tells no more of an answer than its class, and does not say whether a mail may have been taken
/// when the connection breaks: see decision 0014.
/// </remarks>
internal sealed class SmtpConnection : IAsyncDisposable
{
    private readonly SmtpServer _server;
    private readonly Socket _socket;
    private Stream _stream;
    private SmtpReply _offers = new(250, []);
    private bool _isSecure;

    private SmtpConnection(SmtpServer server, Socket socket)
    {
        _server = server;
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Connects, secures the connection and signs in.</summary>
    /// <exception cref="SmtpFailure">It did not come to that.</exception>
    public static async Task<SmtpConnection> OpenAsync(SmtpServer server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SmtpConnection? connection = null;
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
            connection = new SmtpConnection(server, socket);
            await connection.BeginAsync(cancellationToken);
            return connection;
        }
        catch (Exception e)
        {
            if (connection is not null)
                await connection.CloseAsync();
            socket.Dispose();
            throw e is SmtpFailure or OperationCanceledException ? e : Failure(e);
        }
    }

    /// <summary>Sends one mail to all recipients that the server takes.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What the server said, and of recipients that it did not take.</returns>
    /// <exception cref="SmtpFailure">It was not taken by any.</exception>
    public async Task<string> SendAsync(MailText mail, CancellationToken cancellationToken)
    {
        var isSent = false;
        try
        {
            await ExpectAsync($"MAIL FROM:<{mail.Sender}>", cancellationToken);
            var refusals = new List<SmtpReply>();
            foreach (var recipient in mail.Recipients)
            {
                if (await AskAsync($"RCPT TO:<{recipient}>", cancellationToken) is { IsPositive: false } refusal)
                    refusals.Add(refusal);
            }

            if (refusals.Count == mail.Recipients.Count)
            {
                await AskAsync("RSET", cancellationToken);
                throw Failure(refusals[0], mayCome: refusals.Exists(refusal => !refusal.IsPermanent));
            }

            await ExpectAsync("DATA", cancellationToken);
            await _stream.WriteAsync(mail.ToData(), cancellationToken);
            isSent = true;
            var taken = await SmtpReply.ReadAsync(_stream, cancellationToken);
            isSent = false;
            if (!taken.IsPositive)
                throw Failure(taken, mayCome: !taken.IsPermanent);
            return refusals.Count == 0 ? Said(taken) : $"{Said(taken)}; not to {refusals.Count} of {mail.Recipients.Count}: {Said(refusals[0])}";
        }
        catch (Exception e) when (e is IOException or SocketException || (e is OperationCanceledException && isSent))
        {
            throw Failure(e, isSent ? SmtpCertainty.Unknown : SmtpCertainty.NotTaken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await AskAsync("QUIT", limit.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Politeness only.
        }

        await CloseAsync();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (_server.Security == SmtpSecurity.Tls)
            await SecureAsync(cancellationToken);
        if (await SmtpReply.ReadAsync(_stream, cancellationToken) is { IsPositive: false } greeting)
            throw Failure(greeting, mayCome: true);
        await GreetAsync(cancellationToken);
        if (_server.Security == SmtpSecurity.StartTls)
        {
            if (!Offers("STARTTLS"))
                throw new SmtpFailure("it does not offer STARTTLS, and mail is not sent in clear. Use Tls with port 465 if it wants that, or None if it is on this machine", SmtpCertainty.NotTaken);
            await ExpectAsync("STARTTLS", cancellationToken);
            // What somebody on the way has put behind the answer would count as secured (CVE-2011-0411).
            if (_socket.Available > 0)
                throw new IOException("it said more than that TLS may begin");
            await SecureAsync(cancellationToken);
            await GreetAsync(cancellationToken);
        }

        if (_server is { User: { } user, Password: { } password })
            await SignInAsync(user, password, cancellationToken);
    }

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        // An address literal or a name with a dot would be better still, but there is none that is sure to be this machine's.
        _offers = await AskAsync($"EHLO {Ascii(Environment.MachineName)}", cancellationToken);
        if (!_offers.IsPositive)
            throw Failure(_offers, mayCome: true);
    }

    private async Task SecureAsync(CancellationToken cancellationToken)
    {
        var secure = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = secure;
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = _server.Host, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13, CertificateChainPolicy = _server.Trust },
            cancellationToken);
        _isSecure = true;
    }

    private async Task SignInAsync(string user, string password, CancellationToken cancellationToken)
    {
        if (!_isSecure && _server.Security != SmtpSecurity.None)
            throw new SmtpFailure("the password is not sent in clear", SmtpCertainty.NotTaken);
        SmtpReply reply;
        var plain = Base64($"\0{user}\0{password}");
        if (Offers("AUTH", "PLAIN"))
        {
            reply = await AskAsync($"AUTH PLAIN {plain}", cancellationToken);
        }
        else if (Offers("AUTH", "LOGIN"))
        {
            reply = await AskAsync("AUTH LOGIN", cancellationToken);
            if (reply.Code == 334)
                reply = await AskAsync(Base64(user), cancellationToken);
            if (reply.Code == 334)
                reply = await AskAsync(Base64(password), cancellationToken);
        }
        else
        {
            throw new SmtpFailure("it offers neither AUTH PLAIN nor AUTH LOGIN to sign in with", SmtpCertainty.NotTaken);
        }

        // Not for good: a password can be put right while mail waits.
        if (reply.Code != 235)
            throw new SmtpFailure($"the sign-in as {user} was refused: {Said(reply)}", SmtpCertainty.NotTaken);
    }

    private bool Offers(string extension, string? parameter = null) => _offers.Lines.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Any(words =>
        words.Length > 0 && words[0].Equals(extension, StringComparison.OrdinalIgnoreCase)
        && (parameter is null || words.Skip(1).Contains(parameter, StringComparer.OrdinalIgnoreCase)));

    private async Task ExpectAsync(string command, CancellationToken cancellationToken)
    {
        if (await AskAsync(command, cancellationToken) is { IsPositive: false } refusal)
            throw Failure(refusal, mayCome: !refusal.IsPermanent);
    }

    private async Task<SmtpReply> AskAsync(string command, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        return await SmtpReply.ReadAsync(_stream, cancellationToken);
    }

    private async Task CloseAsync() => await _stream.DisposeAsync();

    private SmtpFailure Failure(SmtpReply reply, bool mayCome) => new(Said(reply), mayCome ? SmtpCertainty.NotTaken : SmtpCertainty.Refused);

    /// <summary>What is kept and shown of an answer: some servers repeat the line that they could not read, which may be that with the password.</summary>
    private string Said(SmtpReply reply) => _server is { User: { } user, Password: { Length: > 1 } password }
        ? Redaction.Of(reply.ToString(), [password, Base64(password), Base64(password).TrimEnd('='), Base64($"\0{user}\0{password}"), Base64($"\0{user}\0{password}").TrimEnd('=')])
        : reply.ToString();

    private static SmtpFailure Failure(Exception failure, SmtpCertainty certainty = SmtpCertainty.NotTaken) => new(
        failure switch
        {
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "the connection was refused",
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => "the host's name was not found",
            SocketException socket => $"no connection ({socket.SocketErrorCode})",
            AuthenticationException => "its TLS certificate does not hold",
            IOException { InnerException: null } io => io.Message,
            OperationCanceledException => "it did not answer in time",
            _ => $"the connection broke ({failure.GetType().Name})",
        },
        certainty,
        failure);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Ascii(string name)
    {
        var safe = string.Concat(name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')).Trim('-', '.');
        return safe.Length == 0 ? "cloakroom" : safe;
    }
}
