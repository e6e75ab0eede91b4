using System.Text.Json;
using Cloakroom.Cli;
using Cloakroom.Cli.Incident;
using Cloakroom.Edge.Tests.Cli;
using Cloakroom.Journal;
using Cloakroom.Notices;
using Cloakroom.Tests.Alerts;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Notice;

/// <summary><c>cloakroom incident notice</c>: each person once, whatever happens.</summary>
public sealed class NoticeCommandTests : IAsyncLifetime
{
    private readonly CommandHarness _run = new(static setting => [IncidentCommand.Create(setting)], new ManualClock());
    private readonly MailServer _mail = new();
    private string _incident = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _incident = await _run.AppendAsync("mixup-0000000000000001", new MixupParty("alice", "a"), new MixupParty("bob", "b"));
        await _run.AppendAsync("mixup-0000000000000002", new MixupParty("alice", "a"), new MixupParty("cy", "c"), 2);
        await _run.AppendAsync("mixup-0000000000000003", new MixupParty("dora", "d"), new MixupParty("cy", "c"), 3);
        await _run.AppendAsync("mixup-0000000000000004", new MixupParty("dora", "d"), MixupParty.Unknown, 4);
        await _run.AppendAsync("mixup-0000000000000005", new MixupParty("binding:tag", "e"), new MixupParty("eve", "f"), 5);
    }

    public async ValueTask DisposeAsync()
    {
        await _mail.DisposeAsync();
        _run.Dispose();
    }

    [Fact]
    public async Task Preview_ByDefault_SaysWhoAndShowsTheFirstAndTellsNobody()
    {
        (await NoticeAsync("owners", "--addresses", Addresses("alice,alice@example.com,Alice A."))).ShouldBe(ExitCode.Success, _run.Error);

        _run.Out.ShouldStartWith("Owners, whose data was shown: 1 to be told. Nothing was sent.\n  2 without an address in the table: dora, binding:tag\n\nTo: Alice A. <alice@example.com>\nSubject: Some of your data was shown");
        _run.Out.ShouldContain("Hello Alice A.,");
        _run.Out.ShouldContain($"between {_run.Now:yyyy-MM-dd HH:mm} UTC and {_run.Now.AddMinutes(2):yyyy-MM-dd HH:mm} UTC");
        _run.Out.ShouldContain("2 pages or answers, to 2 other people.");
        (await RecordsAsync(NoticeGroup.Owners)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Send_Twice_TellsEachOnce()
    {
        var addresses = Addresses("bob,bob@example.com", "cy,cy@example.com,\"Cy, Dr.\"");

        (await NoticeAsync("receivers", "--addresses", addresses, "--send", "--settings", Settings())).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldStartWith("2 notices sent.\n  1 without an address in the table: eve\n  1 not reachable: anonymous");
        (await NoticeAsync("receivers", "--addresses", Addresses("bob,bob@example.com", "cy,cy@example.com", "eve,eve@example.com"), "--send", "--settings", Settings())).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldStartWith("1 notice sent.\n  2 told before");

        _mail.Mails.SelectMany(mail => mail.To).ShouldBe(["bob@example.com", "cy@example.com", "eve@example.com"]);
        _mail.Mails[1].Header("To").ShouldBe("\"Cy, Dr.\" <cy@example.com>");
        _mail.Mails[1].Body.ShouldContain("2 pages or answers, of 2 other people.");
        (await _run.OnStoreAsync("incident", "show", _incident)).ShouldBe(ExitCode.Success);
        _run.Out.ShouldContain("note by ann@test: 2 notices to receivers sent by mail");
    }

    [Fact]
    public async Task Send_ByTwoOperatorsAtOnce_TellsEachOnce()
    {
        var lines = Enumerable.Range(0, 20).Select(i => $"person-{i},person-{i}@example.com").ToArray();
        for (var i = 0; i < 20; i++) await _run.AppendAsync($"more-{i:00000000000000000}", new MixupParty("alice", "a"), new MixupParty($"person-{i}", $"s{i}"));
        using var other = new SecondOperator(_run);
        var (addresses, settings) = (Addresses(lines), Settings());

        await Task.WhenAll(
            NoticeAsync("receivers", "--addresses", addresses, "--send", "--settings", settings),
            other.RunAsync("incident", "notice", _incident, "--group", "receivers", "--addresses", addresses, "--send", "--settings", settings, "--store", _run.StorePath));

        _mail.Mails.SelectMany(mail => mail.To).Order().ShouldBe(lines.Select(line => line.Split(',')[1]).Order());
    }

    [Fact]
    public async Task Send_TwoAccountsOfOneAddress_GetOneMail()
    {
        (await NoticeAsync("owners", "--addresses", Addresses("alice,same@example.com", "dora,SAME@example.com"), "--send", "--settings", Settings())).ShouldBe(ExitCode.Success, _run.Error);

        _mail.Mails.ShouldHaveSingleItem();
        _run.Out.ShouldContain("1 left out: their address is that of somebody who is told");
    }

    [Fact]
    public async Task Send_ServerRefusesOne_LeavesTheOthersToldAndThatOneForLater()
    {
        _mail.Answers["RCPT TO:<bob"] = "550 no such user";

        (await NoticeAsync("receivers", "--addresses", Addresses("bob,bob@example.com", "cy,cy@example.com"), "--send", "--settings", Settings())).ShouldBe(ExitCode.Failure);

        _run.Error.ShouldContain("bob: 550 no such user");
        _run.Out.ShouldStartWith("1 notice sent, 1 not taken.");
        (await RecordsAsync(NoticeGroup.Receivers)).Select(record => record.Person).ShouldBe(["cy"]);
    }

    [Fact]
    public async Task Send_ConnectionEndsAfterAMail_IsNotRepeatedUnlessAskedFor()
    {
        _mail.OnMail = _ => null;
        var addresses = Addresses("alice,alice@example.com");
        (await NoticeAsync("owners", "--addresses", addresses, "--send", "--settings", Settings())).ShouldBe(ExitCode.Failure);
        _run.Error.ShouldContain("(they may have been told)");
        _mail.OnMail = _ => "250 taken";

        (await NoticeAsync("owners", "--addresses", addresses, "--send", "--settings", Settings())).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldStartWith("0 notices sent.");
        _run.Out.ShouldContain($"1 begun and never confirmed, so they may have been told: alice (by ann@test, {_run.Now:yyyy-MM-dd HH:mm:ss}Z)");
        _mail.Mails.ShouldBeEmpty();

        (await NoticeAsync("owners", "--addresses", addresses, "--send", "--settings", Settings(), "--include-unconfirmed")).ShouldBe(ExitCode.Success, _run.Error);
        _mail.Mails.ShouldHaveSingleItem();
        (await RecordsAsync(NoticeGroup.Owners)).ShouldHaveSingleItem().ToldAt.ShouldBe(_run.Now);
    }

    [Fact]
    public async Task Send_ServerIsDown_StopsAfterThreeAndTellsNobody()
    {
        for (var i = 0; i < 10; i++) await _run.AppendAsync($"more-{i:00000000000000000}", new MixupParty("alice", "a"), new MixupParty($"person-{i}", $"s{i}"));
        _mail.Answers["greeting"] = "421 closed";

        (await NoticeAsync("receivers", "--addresses", Addresses([.. Enumerable.Range(0, 10).Select(i => $"person-{i},person-{i}@example.com")]), "--send", "--settings", Settings())).ShouldBe(ExitCode.Failure);

        _run.Out.ShouldStartWith("0 notices sent, 3 not taken, 7 not begun.");
        (await RecordsAsync(NoticeGroup.Receivers)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Export_ThenAgain_IsInOneFileOnly()
    {
        var file = _run.Directory.At("notices.csv");
        var addresses = Addresses("alice,alice@example.com,=HYPERLINK(1)", "dora,dora@example.com");

        (await NoticeAsync("owners", "--addresses", addresses, "--export", file)).ShouldBe(ExitCode.Success, _run.Error);
        _run.Out.ShouldStartWith($"2 notices written to {file}. Those people count as told");
        var lines = await File.ReadAllTextAsync(file, Ct);
        lines.ShouldStartWith("person,email,name,subject,body\r\nalice,alice@example.com,'=HYPERLINK(1),Some of your data was shown to another person,\"Hello =HYPERLINK(1),");
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (await NoticeAsync("owners", "--addresses", addresses, "--export", file)).ShouldBe(ExitCode.Failure);
        _run.Error.ShouldContain("it exists already");
        var again = _run.Directory.At("again.jsonl");
        (await NoticeAsync("owners", "--addresses", addresses, "--export", again)).ShouldBe(ExitCode.Success);
        _run.Out.ShouldStartWith("Nobody is to be told; no file was written.");
        File.Exists(again).ShouldBeFalse();
        (await NoticeAsync("owners", "--addresses", addresses, "--send", "--settings", Settings())).ShouldBe(ExitCode.Success);
        _mail.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task Export_AsJson_HasALineEach()
    {
        var file = _run.Directory.At("notices.jsonl");

        (await NoticeAsync("receivers", "--addresses", Addresses("bob,bob@example.com,Bob", "cy,cy@example.com"), "--export", file)).ShouldBe(ExitCode.Success, _run.Error);

        var documents = (await File.ReadAllLinesAsync(file, Ct)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        documents.Select(document => document.GetProperty("email").GetString()).ShouldBe(["bob@example.com", "cy@example.com"]);
        documents[0].GetProperty("body").GetString()!.ShouldStartWith("Hello Bob,\n");
    }

    [Fact]
    public async Task Template_PrintedEditedAndUsed_IsWhatPeopleGet()
    {
        (await _run.RunAsync("incident", "notice", _incident, "--group", "owners", "--print-template", "--store", _run.StorePath)).ShouldBe(ExitCode.Success, _run.Error);
        NoticeTemplate.Parse(_run.Out, out var problem).ShouldNotBeNull(problem);
        var template = _run.Directory.Write("notice.txt", "Subject: {{service}}: {{ incident }}\n\nDear {{person}}, {{name}}, {{others}}\n");

        await NoticeAsync("owners", "--addresses", Addresses("alice,alice@example.com"), "--template", template, "--send", "--settings", Settings());

        _mail.Mails.Single().Header("Subject").ShouldBe($"shop: {_incident}");
        _mail.Mails.Single().Body.ShouldBe("Dear alice, alice@example.com, 2\r\n");
    }

    [Theory]
    [InlineData("x", "line 1: begin with 'Subject:'")]
    [InlineData("Subject: x\ny", "line 2: leave it empty")]
    [InlineData("Subject: x\n\ny\n{{nmae}}", "line 4: {{nmae}} is not known. There are {{name}}, ")]
    [InlineData("Subject: x\n\n{{name}", "line 3: '{{' has no partner.")]
    [InlineData("Subject: {{x}}\n\ny", "line 1: {{x}} is not known.")]
    public async Task Template_WithAMistake_NamesTheLine(string text, string expected)
    {
        (await NoticeAsync("owners", "--template", _run.Directory.Write("notice.txt", text))).ShouldBe(ExitCode.Failure);

        _run.Error.ShouldContain($"notice.txt, {expected}");
    }

    [Theory]
    [InlineData("", "is empty. Its first line names the columns: subject,email[,name].")]
    [InlineData("id,mail\n", ":1: the first line must name the columns")]
    [InlineData("subject,email\nalice,alice@example.com\nbob\n", ":3: subject or email is missing.")]
    [InlineData("subject,email\nalice,alice at example\n", ":2: the email is not an address that can be sent to.")]
    [InlineData("subject,email\nalice,a@example.com\nalice,b@example.com", ":3: this subject has an address in an earlier line.")]
    [InlineData("subject,email\n\"alice,a@example.com\n", ":2: a quoted field does not end.")]
    public async Task Addresses_WithAMistake_NameTheLineAndTellNobody(string text, string expected)
    {
        (await NoticeAsync("owners", "--addresses", _run.Directory.Write("addresses.csv", text), "--send", "--settings", Settings())).ShouldBe(ExitCode.Failure);

        _run.Error.ShouldContain($"addresses.csv{(expected[0] == ':' ? "" : " ")}{expected}");
        (await RecordsAsync(NoticeGroup.Owners)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "notice: say whom: --group owners or --group receivers.")]
    [InlineData("--group all", "--group all: not understood; give owners or receivers.")]
    [InlineData("--group owners --send", "notice: say where people are: --addresses addresses.csv.")]
    [InlineData("--group owners --send --export x.csv --addresses y", "--preview, --export and --send: give one of them.")]
    [InlineData("--group owners --export x.txt --addresses y", "--export x.txt: its name must end in .csv or .jsonl.")]
    public async Task Notice_WithBadInput_IsRefused(string arguments, string expected)
    {
        (await _run.OnStoreAsync(["incident", "notice", _incident, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).ShouldBe(ExitCode.Usage);

        _run.Error.ShouldContain(expected);
    }

    private Task<int> NoticeAsync(string group, params string[] args) => _run.OnStoreAsync(["incident", "notice", _incident, "--group", group, .. args]);

    private string Addresses(params string[] lines) => _run.Directory.Write("addresses.csv", "subject,email,name\n" + string.Join("\n", lines) + "\n");

    private string Settings() => _run.Directory.Write("appsettings.json", $$"""
        { "Cloakroom": { "Alerts": { "Service": "shop", "Destinations": [
          { "Name": "mail", "Kind": "Email", "Mail": { "Host": "127.0.0.1", "Port": {{_mail.Port}}, "Security": "None", "From": "privacy@example.com", "To": [ "ops@example.com" ] } } ] } } }
        """);

    private Task<IReadOnlyList<NoticeRecord>> RecordsAsync(NoticeGroup group) => _run.WithStoreAsync(store => store.ReadNoticesAsync(_incident, group, Ct).AsTask());

    /// <summary>Another terminal on the same store.</summary>
    private sealed class SecondOperator(CommandHarness first) : IDisposable
    {
        private readonly CommandHarness _own = new(static setting => [IncidentCommand.Create(setting)], new ManualClock());

        public Task<int> RunAsync(params string[] args)
        {
            _own.StorePath.ShouldNotBe(first.StorePath);
            return _own.RunAsync(args);
        }

        public void Dispose() => _own.Dispose();
    }
}
