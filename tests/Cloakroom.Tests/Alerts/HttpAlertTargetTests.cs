using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cloakroom.Alerts;
using Cloakroom.Alerts.Sending;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Alerts;

/// <summary>What is posted, and what is made of the answer.</summary>
public sealed class HttpAlertTargetTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private WebhookReceiver _receiver = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public void Sign_TheSpecificationsExample_IsTheSpecificationsSignature()
    {
        using var request = new HttpRequestMessage();

        WebhookSignature.Sign(
            request.Headers, "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), "{\"test\": 2432232314}"u8, WebhookSignature.Parse(AlertSamples.Secret));

        request.Headers.GetValues("webhook-signature").Single().ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        request.Headers.GetValues("webhook-timestamp").Single().ShouldBe("1614265330");
    }

    [Fact]
    public async Task Send_Webhook_IsSignedAndSaysWhatHappenedWithoutNamingAnybody()
    {
        (await SendAsync(AlertSamples.Webhook(_receiver.Url), AlertSamples.Opened)).ShouldBe(new AlertOutcome(AlertResult.Delivered, "200 OK"));

        var request = _receiver.Requests.ShouldHaveSingleItem();
        request.Path.ShouldBe("/hook/very-secret-path");
        request.Headers["Content-Type"].ShouldBe("application/json");
        request.Id.ShouldBe(AlertSamples.Opened.Id);
        // Verified as a receiver would, without a line of the sender's.
        request.Headers["webhook-timestamp"].ShouldBe(_clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        var signed = Encoding.UTF8.GetBytes($"{request.Id}.{request.Headers["webhook-timestamp"]}.{request.Text}");
        using var hmac = new HMACSHA256(Convert.FromBase64String(AlertSamples.Secret["whsec_".Length..]));
        request.Headers["webhook-signature"].ShouldBe("v1," + Convert.ToBase64String(hmac.ComputeHash(signed)));

        request.Json.GetProperty("type").GetString().ShouldBe("incident.opened");
        request.Json.GetProperty("timestamp").GetDateTimeOffset().ShouldBe(AlertSamples.At);
        var incident = request.Json.GetProperty("data").GetProperty("incident");
        incident.GetProperty("id").GetString().ShouldBe(AlertSamples.Incident.Id);
        incident.GetProperty("kind").GetString().ShouldBe("foreign-binding");
        incident.GetProperty("route").GetString().ShouldBe("/orders/{id}");
        incident.GetProperty("mixups").GetInt64().ShouldBe(1);
        incident.GetProperty("status").GetString().ShouldBe("open");
        foreach (var secret in new[] { "alice", "bob", "session-0001", "a detail" }) request.Text.ShouldNotContain(secret);
    }

    [Fact]
    public async Task Send_WithoutSecret_IsNotSigned()
    {
        await SendAsync(new AlertDestinationOptions { Name = "ops", Url = _receiver.Url }, AlertSamples.Closed);

        _receiver.Requests.Single().Headers.ContainsKey("webhook-signature").ShouldBeFalse();
        _receiver.Requests.Single().Json.GetProperty("data").GetProperty("incident").GetProperty("closing").GetProperty("reason").GetString().ShouldBe("fixed & <tested>");
    }

    [Fact]
    public async Task Send_Alertmanager_LabelsStayTheSameFromOpeningToClosing()
    {
        var options = new AlertDestinationOptions { Name = "am", Kind = AlertDestinationKind.Alertmanager, Url = _receiver.Url, Secret = "Bearer abc" };
        foreach (var happened in new[] { AlertSamples.Opened, AlertSamples.Escalated, AlertSamples.Closed }) (await SendAsync(options, happened)).Result.ShouldBe(AlertResult.Delivered);

        _receiver.Requests.ShouldAllBe(request => request.Path == "/api/v2/alerts" && request.Headers["Authorization"] == "Bearer abc");
        var alerts = _receiver.Requests.Select(request => request.Json.EnumerateArray().Single()).ToList();
        alerts.Select(alert => alert.GetProperty("labels").GetRawText()).Distinct().ShouldHaveSingleItem();
        alerts[0].GetProperty("labels").Deserialize<Dictionary<string, string>>().ShouldBe(
            new Dictionary<string, string>
            {
                ["alertname"] = "CloakroomIncident",
                ["severity"] = "critical",
                ["incident"] = AlertSamples.Incident.Id,
                ["kind"] = "foreign-binding",
                ["service"] = "shop",
            },
            ignoreOrder: true);
        alerts[0].TryGetProperty("endsAt", out _).ShouldBeFalse();
        alerts[0].GetProperty("startsAt").GetDateTimeOffset().ShouldBe(AlertSamples.At);
        alerts[2].GetProperty("endsAt").GetDateTimeOffset().ShouldBe(AlertSamples.At.AddHours(1));
        alerts[1].GetProperty("annotations").GetProperty("summary").GetString().ShouldBe("[Cloakroom shop] foreign-binding: 100 mix-ups");
    }

    [Fact]
    public async Task Send_Slack_HasTextAndPlainBlocks()
    {
        await SendAsync(new AlertDestinationOptions { Name = "chat", Kind = AlertDestinationKind.Slack, Url = _receiver.Url + "/services/T/B/x" }, AlertSamples.Closed with
        {
            Incident = AlertSamples.Closed.Incident with { Closing = AlertSamples.Closed.Incident.Closing! with { By = "<!channel> & co" } },
        });

        var json = _receiver.Requests.Single().Json;
        json.GetProperty("text").GetString().ShouldBe("[Cloakroom shop] foreign-binding: incident closed by &lt;!channel&gt; &amp; co");
        json.GetProperty("blocks").EnumerateArray().ShouldAllBe(block => block.GetProperty("text").GetProperty("type").GetString() == "plain_text");
        json.GetProperty("blocks")[1].GetProperty("text").GetProperty("text").GetString()!.ShouldContain($"cloakroom incident show {AlertSamples.Incident.Id}");
    }

    [Fact]
    public void Slack_LongReasons_StayWithinWhatSlackTakes()
    {
        var happened = AlertSamples.Closed with { Incident = AlertSamples.Closed.Incident with { Closing = AlertSamples.Closed.Incident.Closing! with { By = new string('b', 400), Reason = new string('r', 4_000) } } };

        using var sent = JsonDocument.Parse(AlertJson.Slack(happened, "shop"));

        var blocks = sent.RootElement.GetProperty("blocks");
        blocks[0].GetProperty("text").GetProperty("text").GetString()!.Length.ShouldBe(150);
        blocks[1].GetProperty("text").GetProperty("text").GetString()!.Length.ShouldBe(3_000);
    }

    [Theory]
    [InlineData(200, AlertResult.Delivered)]
    [InlineData(204, AlertResult.Delivered)]
    [InlineData(302, AlertResult.Failed)]
    [InlineData(400, AlertResult.Refused)]
    [InlineData(401, AlertResult.Refused)]
    [InlineData(404, AlertResult.Refused)]
    [InlineData(408, AlertResult.Failed)]
    [InlineData(410, AlertResult.Refused)]
    [InlineData(425, AlertResult.Failed)]
    [InlineData(429, AlertResult.Failed)]
    [InlineData(500, AlertResult.Failed)]
    [InlineData(503, AlertResult.Failed)]
    internal async Task Send_AnswerOf_IsJudged(int status, AlertResult expected)
    {
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        var outcome = await SendAsync(AlertSamples.Webhook(_receiver.Url), AlertSamples.Opened);

        outcome.Result.ShouldBe(expected);
        outcome.Answer.ShouldStartWith(status.ToString(CultureInfo.InvariantCulture));
        _receiver.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Send_RetryAfter_IsTakenInSecondsAndAsDate()
    {
        _receiver.AnswerWith(429, head: headers => headers.RetryAfter = "120");
        (await SendAsync(AlertSamples.Webhook(_receiver.Url), AlertSamples.Opened)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(120));

        _receiver.AnswerWith(503, head: headers => headers.RetryAfter = _clock.GetUtcNow().AddMinutes(3).ToString("R", CultureInfo.InvariantCulture));
        (await SendAsync(AlertSamples.Webhook(_receiver.Url), AlertSamples.Opened)).RetryAfter!.Value.TotalSeconds.ShouldBe(180, 1);
    }

    [Fact]
    public async Task Send_Redirect_IsNotFollowed()
    {
        await using var other = await WebhookReceiver.StartAsync();
        _receiver.AnswerWith(307, head: headers => headers.Location = other.Url);

        (await SendAsync(AlertSamples.Webhook(_receiver.Url), AlertSamples.Opened)).Answer.ShouldContain("a redirect, which is not followed");

        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Send_AnswerThatRepeatsSecretsAndMovesTheCursor_IsKeptWithout()
    {
        var authorization = "Bearer do-not-tell-me";
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = 403;
            return context.Response.WriteAsync($"no\u001b[2J {context.Request.Headers.Authorization} at {context.Request.Path}\r\nnext");
        };

        var outcome = await SendAsync(
            new AlertDestinationOptions { Name = "am", Kind = AlertDestinationKind.Alertmanager, Url = _receiver.Url + "/token-in-path", Secret = authorization }, AlertSamples.Opened);

        outcome.Answer.ShouldBe("403 Forbidden: no [2J *** at ***  next");
    }

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    public async Task Send_AnswerThatRepeatsPartsOfASecretAddress_IsKeptWithout(int status)
    {
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseFeature>()!.ReasonPhrase = "no token xoxb-very-secret";
            return context.Response.WriteAsync("unknown: xoxb-very-secret of T0123456, key=k-123456789");
        };

        var outcome = await SendAsync(
            new AlertDestinationOptions { Name = "chat", Kind = AlertDestinationKind.Slack, Url = _receiver.Url + "/services/T0123456/xoxb-very-secret?key=k-123456789" }, AlertSamples.Opened);

        foreach (var secret in new[] { "xoxb", "T0123456", "k-123456789" }) outcome.Answer.ShouldNotContain(secret);
    }

    [Fact]
    public async Task Send_ToOneThatHangs_GivesUpAfterTenSeconds()
    {
        _receiver.Hang();
        using var target = AlertTargets.Create(AlertSamples.Webhook(_receiver.Url), "shop", _clock);
        var sending = target.SendAsync(AlertSamples.Opened, Ct);
        await Eventually.TrueAsync(() => _receiver.Requests.Count == 1);
        _clock.Advance(TimeSpan.FromSeconds(9));
        sending.IsCompleted.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromSeconds(1));

        (await sending).ShouldBe(AlertOutcome.Failed("no answer within 10 s"));
    }

    [Fact]
    public async Task Send_ToNobody_SaysWhyInALine()
    {
        var url = _receiver.Url;
        await _receiver.DisposeAsync();

        (await SendAsync(AlertSamples.Webhook(url), AlertSamples.Opened)).ShouldBe(AlertOutcome.Failed("the connection was refused"));

        _receiver = await WebhookReceiver.StartAsync();
    }

    [Fact]
    public async Task Send_SecretInAFileThatIsExchanged_IsSignedWithTheNewOne()
    {
        var file = Path.GetTempFileName();
        try
        {
            var options = new AlertDestinationOptions { Name = "ops", Url = _receiver.Url, SecretFile = file };
            (await SendAsync(options, AlertSamples.Opened)).ShouldBe(AlertOutcome.Failed($"the file {file} is empty"));
            await File.WriteAllTextAsync(file, AlertSamples.Secret + "\n", Ct);
            (await SendAsync(options, AlertSamples.Opened)).Result.ShouldBe(AlertResult.Delivered);
            await File.WriteAllTextAsync(file, "whsec_" + Convert.ToBase64String(new byte[32]), Ct);
            (await SendAsync(options, AlertSamples.Opened)).Result.ShouldBe(AlertResult.Delivered);
        }
        finally
        {
            File.Delete(file);
        }

        _receiver.Requests.Select(request => request.Headers["webhook-signature"]).ShouldBeUnique();
    }

    private async Task<AlertOutcome> SendAsync(AlertDestinationOptions options, AlertEvent happened)
    {
        using var target = AlertTargets.Create(options, "shop", _clock);
        return await target.SendAsync(happened, Ct);
    }
}
