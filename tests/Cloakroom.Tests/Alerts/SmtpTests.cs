using Cloakroom.Alerts;
using Cloakroom.Alerts.Mail;
using Cloakroom.Alerts.Sending;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Tests.Alerts;

/// <summary>Mail over a real connection.</summary>
public sealed class SmtpTests : IAsyncDisposable
{
    private readonly MailServer _server = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Send_OverStartTlsSignedIn_ArrivesSecuredAndWhole()
    {
        var answer = await SendAsync(_server.Address(SmtpSecurity.StartTls, "alerts", "correct horse"), Mail("Hello\n.\n..two\nlast"));

        answer.ShouldBe("250 2.0.0 taken");
        var mail = _server.Mails.ShouldHaveSingleItem();
        (mail.IsSecure, mail.User, mail.From).ShouldBe((true, "alerts", "alerts@example.com"));
        mail.To.ShouldBe(["ops@example.com", "ann@example.com"]);
        mail.Body.ShouldBe("Hello\r\n.\r\n..two\r\nlast\r\n");
        mail.Header("From").ShouldBe("\"Cloakroom \\\"x\\\"\" <alerts@example.com>");
        mail.Header("Message-ID").ShouldBe("<id-1@example.com>");
        mail.Header("Date").ShouldBe("Fri, 02 Jan 2026 03:04:05 +0000");
        mail.Header("Auto-Submitted").ShouldBe("auto-generated");
    }

    [Fact]
    public async Task Send_OverTlsFromTheStart_ArrivesSecured()
    {
        _server.IsTlsFromTheStart = true;
        _server.Auth = "LOGIN";

        await SendAsync(_server.Address(SmtpSecurity.Tls, "alerts", "correct horse"), Mail("x"));

        (_server.Mails.Single().IsSecure, _server.Mails.Single().User).ShouldBe((true, "alerts"));
    }

    [Fact]
    public async Task Send_NonAscii_IsReadBack()
    {
        var subject = "Größe \U0001F6A8 " + new string('ü', 100);
        await SendAsync(_server.Address(SmtpSecurity.None), Mail("Grüße\n\U0001F6A8") with { Subject = subject + "\r\nBcc: eve@example.com" });

        var mail = _server.Mails.Single();
        mail.Body.ShouldBe("Grüße\r\n\U0001F6A8\r\n");
        Decoded(mail.Header("Subject")).ShouldBe(subject + "  Bcc: eve@example.com");
        mail.Header("Bcc").ShouldBeEmpty();
        mail.Data.Split("\r\n").ShouldAllBe(line => line.Length < 998);
        mail.Data.ShouldAllBe(c => c < 128);
    }

    [Fact]
    public async Task Open_WithoutStartTlsOnOffer_SendsNothing()
    {
        _server.OffersStartTls = false;

        var failure = await Should.ThrowAsync<SmtpFailure>(SendAsync(_server.Address(SmtpSecurity.StartTls, "alerts", "correct horse"), Mail("x")));

        failure.Message.ShouldContain("does not offer STARTTLS");
        failure.Certainty.ShouldBe(SmtpCertainty.NotTaken);
        _server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task Open_WithMoreBehindTheAnswerToStartTls_GoesNoFurther()
    {
        _server.Injected = "250-mail.test\r\n250 AUTH PLAIN";

        (await Should.ThrowAsync<SmtpFailure>(SendAsync(_server.Address(SmtpSecurity.StartTls), Mail("x")))).Message.ShouldContain("it said more");
    }

    [Fact]
    public async Task Open_CertificateOfAnotherHostOrOfNobodyKnown_IsRefused()
    {
        await using var other = new MailServer("mail.example.com");
        foreach (var address in new[] { other.Address(SmtpSecurity.StartTls), _server.Address(SmtpSecurity.StartTls) with { Trust = null } })
        {
            (await Should.ThrowAsync<SmtpFailure>(SendAsync(address, Mail("x")))).Message.ShouldBe("its TLS certificate does not hold");
        }
    }

    [Fact]
    public async Task Open_WrongPassword_IsToldWithoutItAndMayComeRight()
    {
        var failure = await Should.ThrowAsync<SmtpFailure>(SendAsync(_server.Address(SmtpSecurity.StartTls, "alerts", "hunter2"), Mail("x")));

        failure.Message.ShouldBe("the sign-in as alerts was refused: 535 5.7.8 no");
        failure.Certainty.ShouldBe(SmtpCertainty.NotTaken);
    }

    [Theory]
    [InlineData("PLAIN", "AUTH", "535 cannot decode: {plain}")]
    [InlineData("LOGIN", "aHVudGVyMg==", "535 cannot decode: aHVudGVyMg==, which is hunter2")]
    [InlineData("PLAIN", "MAIL", "550 not after {plain}, hunter2")]
    public async Task Send_ServerThatRepeatsThePassword_IsToldWithoutIt(string auth, string at, string answer)
    {
        (_server.Auth, _server.Password) = (auth, "hunter2");
        var plain = Convert.ToBase64String("\0alerts\0hunter2"u8);
        if (auth == "LOGIN")
            (_server.Answers["AUTH"], _server.Answers["YWxlcnRz"]) = ("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6");
        _server.Answers[at] = answer.Replace("{plain}", plain, StringComparison.Ordinal);

        var failure = await Should.ThrowAsync<SmtpFailure>(SendAsync(_server.Address(SmtpSecurity.StartTls, "alerts", "hunter2"), Mail("x")));

        failure.Message.ShouldContain("***");
        foreach (var secret in new[] { "hunter2", "aHVudGVyMg", plain }) failure.Message.ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("MAIL", "451 later", SmtpCertainty.NotTaken)]
    [InlineData("MAIL", "550 never", SmtpCertainty.Refused)]
    [InlineData("RCPT", "450 later", SmtpCertainty.NotTaken)]
    [InlineData("RCPT", "550 no such user", SmtpCertainty.Refused)]
    [InlineData("DATA", "554 no", SmtpCertainty.Refused)]
    [InlineData("greeting", "554 not you", SmtpCertainty.NotTaken)]
    internal async Task Send_Refused_SaysWhatTheServerSaid(string at, string answer, SmtpCertainty expected)
    {
        _server.Answers[at] = answer;

        var failure = await Should.ThrowAsync<SmtpFailure>(SendAsync(_server.Address(SmtpSecurity.StartTls), Mail("x")));

        (failure.Message, failure.Certainty).ShouldBe((answer, expected));
    }

    [Theory]
    [InlineData("PLAIN", "AGFubgBodW50ZXIy")]
    [InlineData("LOGIN", "aHVudGVyMg==")]
    public async Task SignIn_AnswerThatRepeatsThePassword_IsKeptWithout(string auth, string secret)
    {
        _server.Auth = auth;
        _server.Answers["AUTH"] = $"500 5.5.1 not understood: {secret} hunter2";

        var failure = await Should.ThrowAsync<SmtpFailure>(SendAsync(_server.Address(SmtpSecurity.StartTls, "ann", "hunter2"), Mail("x")));

        failure.Message.ShouldBe("the sign-in as ann was refused: 500 5.5.1 not understood: *** ***");
    }

    [Fact]
    public async Task Send_OneRecipientOfTwoRefused_GoesToTheOther()
    {
        _server.Answers["RCPT TO:<ann"] = "550 no such user";

        (await SendAsync(_server.Address(SmtpSecurity.None), Mail("x"))).ShouldBe("250 2.0.0 taken; not to 1 of 2: 550 no such user");

        _server.Mails.Single().To.ShouldBe(["ops@example.com"]);
    }

    [Fact]
    public async Task Send_ConnectionEndsAfterTheMail_IsNotKnown()
    {
        _server.OnMail = _ => null;

        (await Should.ThrowAsync<SmtpFailure>(SendAsync(_server.Address(SmtpSecurity.None), Mail("x")))).Certainty.ShouldBe(SmtpCertainty.Unknown);
    }

    [Fact]
    public async Task Send_SeveralMails_TakeOneConnection()
    {
        await using (var connection = await SmtpConnection.OpenAsync(_server.Address(SmtpSecurity.StartTls), Ct))
        {
            for (var i = 0; i < 3; i++) await connection.SendAsync(Mail($"mail {i}"), Ct);
        }

        _server.Mails.Select(mail => mail.Body).ShouldBe(["mail 0\r\n", "mail 1\r\n", "mail 2\r\n"]);
        _server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Open_WhatDoesNotSpeakSmtp_IsToldInALine()
    {
        _server.Answers["greeting"] = "SSH-2.0-OpenSSH";

        (await Should.ThrowAsync<SmtpFailure>(SendAsync(_server.Address(SmtpSecurity.None), Mail("x")))).Message.ShouldBe("it does not speak SMTP");
    }

    [Fact]
    public async Task Target_AllOfAnIncident_IsOneThread()
    {
        var options = new AlertDestinationOptions
        {
            Name = "mail",
            Kind = AlertDestinationKind.Email,
            Mail = { Host = "127.0.0.1", Port = _server.Port, Security = SmtpSecurity.None, From = "Cloakroom <alerts@example.com>", To = { "ops@example.com" } },
        };
        using var target = AlertTargets.Create(options, "shop", new ManualClock());
        foreach (var happened in new[] { AlertSamples.Opened, AlertSamples.Escalated, AlertSamples.Closed })
            (await target.SendAsync(happened, Ct)).ShouldBe(AlertOutcome.Delivered("250 2.0.0 taken"));

        var first = _server.Mails[0];
        first.Header("Subject").ShouldBe("[Cloakroom shop] foreign-binding: incident opened, nothing was served");
        first.Header("Message-ID").ShouldBe($"<{AlertSamples.Opened.Id}@example.com>");
        first.Header("In-Reply-To").ShouldBeEmpty();
        first.Body.ShouldContain($"Look at it: cloakroom incident show {AlertSamples.Incident.Id}\r\n");
        _server.Mails.Skip(1).ShouldAllBe(mail => mail.Header("In-Reply-To") == first.Header("Message-ID"));
        _server.Mails.Select(mail => mail.Header("Message-ID")).ShouldBeUnique();
    }

    [Theory]
    [InlineData("ann@example.com", "ann@example.com")]
    [InlineData("Ann <ann@exämple.com>", "ann@xn--exmple-cua.com")]
    [InlineData("ann@example.com\r\nBcc: eve@example.com", null)]
    [InlineData("ann", null)]
    [InlineData("", null)]
    [InlineData("änn@example.com", null)]
    public void TryParse_Address_IsOneThatCanBeSentTo(string text, string? expected) => MailAddressText.TryParse(text)?.Address.ShouldBe(expected);

    private static async Task<string> SendAsync(SmtpServer server, MailText mail)
    {
        await using var connection = await SmtpConnection.OpenAsync(server, Ct);
        return await connection.SendAsync(mail, Ct);
    }

    private static MailText Mail(string body) => new()
    {
        From = MailAddressText.TryParse("\"Cloakroom \\\"x\\\"\" <alerts@example.com>")!,
        To = [MailAddressText.TryParse("ops@example.com")!, MailAddressText.TryParse("Ann <ann@example.com>")!],
        Subject = "A subject",
        Body = body,
        Date = AlertSamples.At,
        MessageId = "id-1@example.com",
    };

    private static string Decoded(string header) => string.Concat(
        header.Split(' ').Select(word => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2]))));
}
