using Cloakroom.Alerts;
using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>Who is told of incidents: by the rules of the library.</summary>
internal static class EdgeAlertRules
{
    private const string Key = nameof(EdgeOptions.Alerts);

    public static void Check(EdgeAlertOptions alerts, ValidationReport report)
    {
        if (alerts.Service is { Length: > AlertRules.MaxService })
            report.Error($"{Key}:{nameof(EdgeAlertOptions.Service)}", $"has more than {AlertRules.MaxService} characters.", "Give the name of what is guarded.");
        for (var i = 0; i < alerts.Destinations.Count; i++)
        {
            var key = OptionKey.At($"{Key}:{nameof(EdgeAlertOptions.Destinations)}", i);
            var destination = alerts.Destinations[i];
            foreach (var problem in AlertRules.Find(destination.ToLibrary(), alerts.Destinations.Take(i).Select(before => before.Name)))
                report.Error(OptionKey.Join(key, problem.Setting), problem.What, Spelled(problem.Remedy));
            if (destination is { Kind: AlertDestinationKind.Webhook, SecretFile: null, SecretVariable: null })
                report.Warning(key, "is not signed: the receiver cannot tell who sends.", $"Set secretFile or secretVariable. {Cloakroom.Alerts.Sending.WebhookSignature.Remedy}");
            if (destination.AllowPlainHttp && AlertUrl.MayBePlain(destination.Kind))
            {
                report.Warning(
                    OptionKey.Join(key, nameof(EdgeAlertDestinationOptions.AllowPlainHttp)), "is on: over plain http anybody on the way reads what is told and the value of Authorization, and can keep it from arriving.",
                    "Use it inside a network of your own, and https everywhere else.");
            }
        }
    }

    /// <summary>The library's settings by their names here.</summary>
    private static string Spelled(string remedy) => remedy
        .Replace("Mail:Host", "mail.host", StringComparison.Ordinal)
        .Replace("SecretFile or SecretVariable", "secretFile or secretVariable", StringComparison.Ordinal)
        .Replace("Mail:Security", "mail.security", StringComparison.Ordinal)
        .Replace("AllowPlainHttp", "allowPlainHttp", StringComparison.Ordinal)
        .Replace("set Kind to", "set kind to", StringComparison.Ordinal);
}
