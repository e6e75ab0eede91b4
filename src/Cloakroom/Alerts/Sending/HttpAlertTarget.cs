using Cloakroom.Incidents;

namespace Cloakroom.Alerts.Sending;

/// <summary>A destination that takes JSON.</summary>
internal sealed class HttpAlertTarget(AlertDestinationOptions options, string? service, TimeProvider time) : IAlertTarget
{
    private const string AlertmanagerPath = "api/v2/alerts";

    // Its clients are to do it every 30 seconds to 3 minutes; it forgets after 5 (resolve_timeout).
    private static readonly TimeSpan AlertmanagerInterval = TimeSpan.FromMinutes(1);

    private readonly AlertPost _post = new(time);

    public TimeSpan? RepeatInterval => options.Kind == AlertDestinationKind.Alertmanager ? AlertmanagerInterval : null;

    public Task<AlertOutcome> SendAsync(AlertEvent happened, CancellationToken cancellationToken) => PostAsync(
        happened.Id,
        options.Kind switch
        {
            AlertDestinationKind.Alertmanager => AlertJson.Alertmanager([happened], service),
            AlertDestinationKind.Slack => AlertJson.Slack(happened, service),
            _ => AlertJson.Webhook(happened, service),
        },
        cancellationToken);

    public Task<AlertOutcome> RepeatAsync(IReadOnlyList<Incident> open, CancellationToken cancellationToken) =>
        PostAsync(null, AlertJson.Alertmanager(open.Select(AlertEvents.Opened), service), cancellationToken);

    public void Dispose() => _post.Dispose();

    private async Task<AlertOutcome> PostAsync(string? id, byte[] body, CancellationToken cancellationToken)
    {
        var address = AlertSecret.UrlOf(options).Read(out var noAddress);
        var secret = AlertSecret.SecretOf(options).Read(out var noSecret);
        // What is missing now may be there again in a minute: a secret that is being exchanged.
        if ((noAddress ?? noSecret) is { } problem)
            return AlertOutcome.Failed(problem);
        if (AlertUrl.TryParse(options, address ?? "", out var url) is { } wrong)
            return AlertOutcome.Failed($"the address {wrong.What}");
        byte[]? key = null;
        if (options.Kind == AlertDestinationKind.Webhook && secret is not null && (key = WebhookSignature.Parse(secret)) is null)
            return AlertOutcome.Failed($"the secret is not a key of 24 to 64 bytes in base64. {WebhookSignature.Remedy}");
        if (options.Kind == AlertDestinationKind.Alertmanager && !url!.AbsolutePath.EndsWith(AlertmanagerPath, StringComparison.Ordinal))
            url = new Uri(url.AbsoluteUri.TrimEnd('/') + "/" + AlertmanagerPath);

        return await _post.SendAsync(
            url!,
            body,
            headers =>
            {
                if (options.Kind == AlertDestinationKind.Webhook)
                    WebhookSignature.Sign(headers, id!, time.GetUtcNow(), body, key);
                else if (options.Kind == AlertDestinationKind.Alertmanager && secret is not null)
                    headers.TryAddWithoutValidation("Authorization", secret);
            },
            [secret],
            cancellationToken);
    }
}
