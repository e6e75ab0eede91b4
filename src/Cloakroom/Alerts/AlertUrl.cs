namespace Cloakroom.Alerts;

/// <summary>Addresses that alerts may go to: https, or http on this machine or where the options allow it, since they say what is wrong and may hold secrets.</summary>
internal static class AlertUrl
{
    public const string Remedy = "Write https://host/path, or http:// for this machine.";

    private const string PlainRemedy = "Write https://host/path; or, where the way there is a network of your own, set AllowPlainHttp.";

    /// <summary>What is wrong with an address.</summary>
    /// <param name="What">To follow a name. Never shows the address, which may be a secret.</param>
    /// <param name="Remedy">What to do, as a sentence.</param>
    internal sealed record Problem(string What, string Remedy);

    /// <summary>Whether kinds of destinations may be told over plain http at all: Slack's address is its secret, and mail has an option of its own.</summary>
    public static bool MayBePlain(AlertDestinationKind kind) => kind is AlertDestinationKind.Webhook or AlertDestinationKind.Alertmanager;

    /// <summary>Whether what goes there can be read on the way.</summary>
    public static bool IsOpen(Uri url) => url.Scheme == "http" && !url.IsLoopback;

    /// <param name="destination">Whose address it is.</param>
    /// <param name="text">The address, as it is given.</param>
    /// <param name="url">The address.</param>
    /// <returns>Null when nothing is wrong.</returns>
    public static Problem? TryParse(AlertDestinationOptions destination, string text, out Uri? url)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            return new Problem("is not an absolute http or https address.", Remedy);
        if (url.UserInfo.Length > 0)
            return new Problem("has a user name or password in it, which is not sent.", Remedy);
        var mayBePlain = MayBePlain(destination.Kind);
        if (IsOpen(url) && !(mayBePlain && destination.AllowPlainHttp))
            return new Problem($"is plain http to {url.Host}, so that anybody on the way can read and change it.", mayBePlain ? PlainRemedy : Remedy);
        return null;
    }
}
