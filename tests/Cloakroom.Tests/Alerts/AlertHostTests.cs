using System.Text.Json;
using Cloakroom.Alerts;
using Cloakroom.Alerts.Sending;
using Cloakroom.Journal;
using Cloakroom.Tests.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cloakroom.Tests.Alerts;

/// <summary>Alerts in a whole application, from its configuration on.</summary>
public sealed class AlertHostTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Application_WithADestination_TellsItOfARealMixup()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.Configuration["Cloakroom:Alerts:Service"] = "shop";
            setup.Configuration["Cloakroom:Alerts:Destinations:0:Name"] = "ops";
            setup.Configuration["Cloakroom:Alerts:Destinations:0:Url"] = receiver.Url;
            setup.Configuration["Cloakroom:Alerts:Destinations:0:Mute:0"] = "canary";
        });

        await app.Get<MixupJournal>().ReportAsync(MixupKind.ForeignBinding, new MixupParty("alice", "a"), new MixupParty("bob", "b"), "/me", "seen");
        await Eventually.TrueAsync(() => receiver.Requests.Count == 1);

        receiver.Requests[0].Json.GetProperty("data").GetProperty("service").GetString().ShouldBe("shop");
        var health = await app.Get<HealthCheckService>().CheckHealthAsync(check => check.Name == AlertHealthCheck.Name, Ct);
        health.Entries.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Application_WithWrongDestinations_DoesNotStartAndSaysAllOfIt()
    {
        var failure = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(TestApp.StartAsync(setup => setup.Options = options =>
        {
            options.Alerts.Service = "two\nlines";
            options.Alerts.Destinations.Add(new AlertDestinationOptions { Name = "a b", Url = "ftp://example.com/secret-path" });
            options.Alerts.Destinations.Add(new AlertDestinationOptions { Name = "ops", Url = "https://example.com", Secret = "whsec_dG9vLXNob3J0", Mute = { "nothing" } });
            options.Alerts.Destinations.Add(new AlertDestinationOptions { Name = "mail", Kind = AlertDestinationKind.Email, Secret = "hunter2", Mail = { Host = "no host", From = "x@y" } });
        }));

        failure.Failures.ShouldBe(
        [
            "Cloakroom:Alerts:Service is not one line of at most 100 characters. Give the name of what is guarded.",
            "Cloakroom:Alerts:Destinations:0:Name is not a name. Give 1 to 40 lower-case letters, digits and '-': ops-webhook.",
            "Cloakroom:Alerts:Destinations:0:Url is not an absolute http or https address. Write https://host/path, or http:// for this machine.",
            "Cloakroom:Alerts:Destinations:1:Mute:0 is no code of a mix-up. There are foreign-binding, foreign-record, duplicate-issue, cross-flow, foreign-owner, cookie-on-cacheable, cookie-to-static, superseded, canary.",
            $"Cloakroom:Alerts:Destinations:1:Secret is not a key of 24 to 64 bytes in base64. {WebhookSignature.Remedy}",
            "Cloakroom:Alerts:Destinations:2:Mail:Host is not the name of a mail server. Give its name: smtp.example.com.",
            "Cloakroom:Alerts:Destinations:2:Mail:To is empty. Say who gets mail: ops@example.com.",
            "Cloakroom:Alerts:Destinations:2:Mail:User is not set, but there is a password. Give both or neither: the password is the destination's SecretFile or SecretVariable.",
        ]);
        string.Concat(failure.Failures).ShouldNotContain("hunter2");
    }

    [Fact]
    public void Schema_OfTheWebhook_HasWhatIsSentAndNothingElse()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs", "alert.schema.json")));
        var everything = AlertSamples.Closed with
        {
            Escalation = AlertSamples.Escalated.Escalation,
            Incident = AlertSamples.Closed.Incident with { ByHand = new(AlertSamples.At, AlertSamples.At, "ann", "seen") },
        };
        using var sent = JsonDocument.Parse(AlertJson.Webhook(everything, "shop"));

        Paths(sent.RootElement, "").Order().ShouldBe(SchemaPaths(schema.RootElement, "").Order());
    }

    private static IEnumerable<string> Paths(JsonElement element, string path) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(property => Paths(property.Value, $"{path}/{property.Name}"))
        : [path];

    private static IEnumerable<string> SchemaPaths(JsonElement schema, string path) => schema.TryGetProperty("properties", out var properties)
        ? properties.EnumerateObject().SelectMany(property => SchemaPaths(property.Value, $"{path}/{property.Name}"))
        : [path];
}
