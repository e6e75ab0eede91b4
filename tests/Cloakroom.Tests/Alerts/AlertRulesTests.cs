using Cloakroom.Alerts;
using Cloakroom.Alerts.Mail;
using Cloakroom.Alerts.Sending;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Tests.Alerts;

/// <summary>Which destinations are refused before anything is sent to them.</summary>
public sealed class AlertRulesTests
{
    private const string PlainRemedy = "Write https://host/path; or, where the way there is a network of your own, set AllowPlainHttp.";

    [Theory]
    [InlineData(AlertDestinationKind.Webhook, "http://receiver:8080/hook")]
    [InlineData(AlertDestinationKind.Alertmanager, "http://alertmanager:9093")]
    public void Find_PlainHttpToAnotherMachine_IsRefusedUnlessAllowed(AlertDestinationKind kind, string url)
    {
        var destination = new AlertDestinationOptions { Name = "ops", Kind = kind, Url = url };

        AlertRules.Find(destination, []).ShouldHaveSingleItem()
            .ShouldBe(new AlertRules.Problem("Url", $"is plain http to {new Uri(url).Host}, so that anybody on the way can read and change it.", PlainRemedy));
        destination.AllowPlainHttp = true;

        AlertRules.Find(destination, []).ShouldBeEmpty();
    }

    [Fact]
    public void Find_PlainHttpToSlack_IsRefusedEvenIfAllowed()
    {
        var destination = new AlertDestinationOptions { Name = "chat", Kind = AlertDestinationKind.Slack, Url = "http://hooks.example.com/very-secret-path", AllowPlainHttp = true };

        AlertRules.Find(destination, []).Select(problem => problem.Setting).ShouldBe(["Url", "AllowPlainHttp"]);
    }

    [Fact]
    public void Find_UserInAllowedPlainAddress_IsRefused()
    {
        var destination = new AlertDestinationOptions { Name = "am", Kind = AlertDestinationKind.Alertmanager, Url = "http://me:hunter2@alertmanager:9093", AllowPlainHttp = true };

        var problem = AlertRules.Find(destination, []).ShouldHaveSingleItem();
        problem.What.ShouldBe("has a user name or password in it, which is not sent.");
        problem.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public void Find_KindOrSecurityThatThereIsNot_IsRefused()
    {
        var destination = new AlertDestinationOptions { Name = "ops", Kind = (AlertDestinationKind)9, Url = "https://example.com" };
        var mail = new AlertDestinationOptions
        {
            Name = "mail",
            Kind = AlertDestinationKind.Email,
            Mail = { Host = "smtp.example.com", From = "a@example.com", To = { "b@example.com" }, Security = (SmtpSecurity)9 },
        };

        AlertRules.Find(destination, []).ShouldHaveSingleItem().ShouldBe(new AlertRules.Problem("Kind", "is none that there is.", "Give Webhook, Alertmanager, Slack, Email."));
        AlertRules.Find(mail, []).ShouldHaveSingleItem().ShouldBe(new AlertRules.Problem("Mail:Security", "is none that there is.", "Give StartTls, Tls, None."));
    }

    [Fact]
    public async Task Send_AddressInAFileThatBecomesPlain_IsNotSent()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "http://alertmanager.invalid:9093", TestContext.Current.CancellationToken);
            using var target = AlertTargets.Create(new AlertDestinationOptions { Name = "am", Kind = AlertDestinationKind.Alertmanager, UrlFile = file }, null, new ManualClock());

            (await target.SendAsync(AlertSamples.Opened, TestContext.Current.CancellationToken))
                .ShouldBe(AlertOutcome.Failed("the address is plain http to alertmanager.invalid, so that anybody on the way can read and change it."));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
