namespace Cloakroom.Alerts;

/// <summary>Addresses that alerts may go to: https, or http on this machine, since they say what is wrong and may hold secrets.</summary>
internal static class AlertUrl
{
    public const string Remedy = "Write https://host/path, or http:// for this machine.";

    /// <returns>What is wrong, to follow a name; null when nothing is. Never shows the address, which may be a secret.</returns>
    public static string? TryParse(string text, out Uri? url)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            return "is not an absolute http or https address.";
        if (url.UserInfo.Length > 0)
            return "has a user name or password in it, which is not sent.";
        if (url.Scheme == "http" && !url.IsLoopback)
            return $"is plain http to {url.Host}, so that anybody on the way can read and change it.";
        return null;
    }
}
