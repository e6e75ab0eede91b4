using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Cloakroom.Alerts;

namespace Cloakroom.Edge.Configuration;

/// <summary>One that is told. Secrets are in files and variables only, so that no configuration holds one.</summary>
internal sealed class EdgeAlertDestinationOptions
{
    [Description("What it is called: at most 40 lower-case letters, digits and '-'. What waits to be sent goes by it.")]
    [Required]
    public string Name { get; set; } = "";

    [Description("How it is told: Webhook (signed JSON, the default), Alertmanager, Slack or Email.")]
    public AlertDestinationKind Kind { get; set; }

    [Description("Where to, for all but Email: https, or http on this machine (elsewhere by allowPlainHttp). Default: none.")]
    public string? Url { get; set; }

    [Description("A file that holds the address, where it is a secret, as Slack's is. Default: none.")]
    public string? UrlFile { get; set; }

    [Description("An environment variable that holds the address. Default: none.")]
    public string? UrlVariable { get; set; }

    [Description("A file that holds the secret: the key of a Webhook's signature (whsec_…), the value of Authorization for Alertmanager, the password for Email. Default: none.")]
    public string? SecretFile { get; set; }

    [Description("An environment variable that holds the secret. Default: none.")]
    public string? SecretVariable { get; set; }

    [Description("Whether the address may be plain http to another machine, as inside a cluster: anybody on the way can read what is sent. For Webhook and Alertmanager. Default: false.")]
    public bool AllowPlainHttp { get; set; }

    [Description("Mix-ups whose incidents are not told here: cookie-to-static.")]
    public IList<string> Mute { get; set; } = [];

    [Description("Whether it is told that an incident grows, at powers of ten and when something was served for the first time. Default: true.")]
    public bool Escalations { get; set; } = true;

    [Description("Whether it is told that an incident is closed. Default: true.")]
    public bool Closings { get; set; } = true;

    [Description("Server, sender and recipients, for Email.")]
    public EdgeAlertMailOptions Mail { get; set; } = new();

    /// <summary>As the library has it.</summary>
    public AlertDestinationOptions ToLibrary()
    {
        var destination = new AlertDestinationOptions
        {
            Name = Name,
            Kind = Kind,
            Url = Url,
            UrlFile = UrlFile,
            UrlVariable = UrlVariable,
            SecretFile = SecretFile,
            SecretVariable = SecretVariable,
            AllowPlainHttp = AllowPlainHttp,
            Escalations = Escalations,
            Closings = Closings,
            Mail = { Host = Mail.Host, Port = Mail.Port, Security = Mail.Security, User = Mail.User, From = Mail.From },
        };
        foreach (var code in Mute) destination.Mute.Add(code);
        foreach (var to in Mail.To) destination.Mail.To.Add(to);
        return destination;
    }
}
