using System.Globalization;

namespace Cloakroom.Probe.Transport;

/// <summary>The hosts that may be asked: exactly those, and on the ports that were named.</summary>
internal sealed class AllowedHosts
{
    private readonly HashSet<(string Host, int Port)> _hosts = [];

    /// <param name="target">Its host and port.</param>
    /// <param name="named">As <c>cdn.example.com</c>, for the usual ports of http and https, or <c>cdn.example.com:8443</c>; an address will do as well.</param>
    /// <param name="problems">One line for each that is none, with the remedy.</param>
    public AllowedHosts(Uri target, IEnumerable<string> named, out IReadOnlyList<string> problems)
    {
        _hosts.Add((target.IdnHost.ToLowerInvariant(), target.Port));
        var wrong = new List<string>();
        foreach (var name in named)
        {
            var isAddress = name.Contains("://", StringComparison.Ordinal);
            if (!Uri.TryCreate(isAddress ? name : $"http://{name}", UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
                || url.IdnHost.Length == 0 || name.Contains('*', StringComparison.Ordinal) || url.UserInfo.Length > 0 || (!isAddress && url.PathAndQuery != "/"))
            {
                wrong.Add($"The host '{name}' is none: write it as cdn.example.com or cdn.example.com:8443, each host by itself.");
                continue;
            }

            var host = url.IdnHost.ToLowerInvariant();
            _hosts.Add((host, url.Port));
            // A bare name says nothing of the scheme.
            if (!isAddress && url.IsDefaultPort && !name.EndsWith(":80", StringComparison.Ordinal))
                _hosts.Add((host, 443));
        }

        problems = wrong;
    }

    public static IReadOnlyList<string> Problems(Uri target, IEnumerable<string> named)
    {
        _ = new AllowedHosts(target, named, out var problems);
        return problems;
    }

    public bool Allows(Uri url) => _hosts.Contains((url.IdnHost.ToLowerInvariant(), url.Port));

    /// <summary>For a <c>Host</c> field that a request brings itself, which would reach another site at the same address.</summary>
    public bool AllowsField(string host, Uri url) =>
        Uri.TryCreate($"{url.Scheme}://{host}", UriKind.Absolute, out var named) && named.PathAndQuery == "/" && Allows(named);

    public static string Shown(Uri url) =>
        url.IsDefaultPort ? url.IdnHost : string.Create(CultureInfo.InvariantCulture, $"{url.IdnHost}:{url.Port}");
}
