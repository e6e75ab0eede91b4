namespace Cloakroom.Alerts;

/// <summary>One that is told.</summary>
public sealed class AlertDestinationOptions
{
    /// <summary>
    /// What it is called, in commands, metrics and the store: at most 40 lower-case letters, digits and <c>-</c>. What waits to be sent goes by it, so a new name is a new destination.
    /// </summary>
    public string Name { get; set; } = "";

    /// <summary>How it is told. Default: <see cref="AlertDestinationKind.Webhook"/>.</summary>
    public AlertDestinationKind Kind { get; set; }

    /// <summary>Where to, for all but mail: https, or http on this machine; see also <see cref="AllowPlainHttp"/>. Only its host is ever shown.</summary>
    public string? Url { get; set; }

    /// <summary>A file that holds the address, where the address is a secret, as Slack's is. It is read again for each alert.</summary>
    public string? UrlFile { get; set; }

    /// <summary>An environment variable that holds the address.</summary>
    public string? UrlVariable { get; set; }

    /// <summary>
    /// For <see cref="AlertDestinationKind.Webhook"/> the key that it is signed with, <c>whsec_</c> and base64 of 24 to 64 bytes; for <see cref="AlertDestinationKind.Alertmanager"/> the value
    /// of <c>Authorization</c>; for mail the password. Never shown. Better in a file or a variable.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>A file that holds the secret. It is read again for each alert, so that it can be exchanged.</summary>
    public string? SecretFile { get; set; }

    /// <summary>An environment variable that holds the secret.</summary>
    public string? SecretVariable { get; set; }

    /// <summary>
    /// Whether the address may be plain http to another machine, as <c>http://alertmanager:9093</c> inside a cluster: anybody on the way reads what is told and the value of
    /// <c>Authorization</c>, and can keep it from arriving. For <see cref="AlertDestinationKind.Webhook"/> and <see cref="AlertDestinationKind.Alertmanager"/> only. Default: false.
    /// </summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>Mix-ups whose incidents are not told here, by code: <c>cookie-to-static</c>. Default: none.</summary>
    public IList<string> Mute { get; } = [];

    /// <summary>Whether it is told that an incident grows, at powers of ten and at the first exposure. Default: true.</summary>
    public bool Escalations { get; set; } = true;

    /// <summary>Whether it is told that an incident is closed. Default: true. Alertmanager needs it.</summary>
    public bool Closings { get; set; } = true;

    /// <summary>For <see cref="AlertDestinationKind.Email"/>.</summary>
    public AlertMailOptions Mail { get; set; } = new();
}
