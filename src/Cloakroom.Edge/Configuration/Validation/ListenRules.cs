using System.Net;
using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>Addresses for the public and for operators.</summary>
internal static class ListenRules
{
    public static void Check(EdgeOptions options, ValidationReport report)
    {
        var seen = new List<ListenAddress>();
        for (var i = 0; i < options.Listen.Count; i++)
        {
            var key = OptionKey.At(nameof(EdgeOptions.Listen), i);
            if (ListenAddress.TryParse(options.Listen[i], out var address) is { } what)
            {
                report.Error(key, what, ListenAddress.Example);
                continue;
            }

            if (seen.Exists(address!.Collides))
                report.Error(key, $"{Shown.Of(address.Text)} is taken by an address before it.", "Remove it, or give it another port.");
            if (address.IsHttps && options.Tls is null)
                report.Error(key, $"{Shown.Of(address.Text)} is https, and there is no certificate.", "Set tls.certificateFile and tls.keyFile, or listen on http behind what ends TLS.");
            seen.Add(address);
        }

        CheckScheme(options, seen, report);
        CheckAdmin(options, seen, report);
    }

    /// <summary>The usual mistake in a container: open to the network, and nobody is believed who says that the browser came over https.</summary>
    private static void CheckScheme(EdgeOptions options, List<ListenAddress> addresses, ValidationReport report)
    {
        if (options.Binding.AllowPlainHttp || addresses.Find(address => address is { IsHttps: false, IsLoopback: false }) is not { } open)
            return;
        if (options.TrustedProxies.All(proxy => TrustedNetwork.TryParse(proxy, out var network) is null && IPAddress.IsLoopback(network.BaseAddress)))
        {
            report.Warning(
                OptionKey.At(nameof(EdgeOptions.Listen), options.Listen.IndexOf(open.Text)),
                $"{Shown.Of(open.Text)} is plain http, and no proxy on another machine is believed that says the browser came over https: without https there is no session.",
                "Name what ends TLS in trustedProxies, or listen on https.");
        }
    }

    private static void CheckAdmin(EdgeOptions options, List<ListenAddress> taken, ValidationReport report)
    {
        const string key = $"{nameof(EdgeOptions.Admin)}:{nameof(AdminOptions.Listen)}";
        if (options.Admin.Listen.Length == 0)
            return;
        if (ListenAddress.TryParse(options.Admin.Listen, out var admin) is { } what)
        {
            report.Error(key, what, "Write http://127.0.0.1:8081, or an empty text to switch it off.");
            return;
        }

        if (taken.Exists(admin!.Collides))
            report.Error(key, $"{Shown.Of(admin.Text)} is an address of the public.", "Give it a port of its own.");
        if (admin.IsHttps && options.Tls is null)
            report.Error(key, $"{Shown.Of(admin.Text)} is https, and there is no certificate.", "Write http://, or set tls.certificateFile and tls.keyFile.");
        if (!admin.IsLoopback)
            report.Warning(key, $"{Shown.Of(admin.Text)} can be reached from other machines: whoever can reach it reads status and metrics.", "Listen on 127.0.0.1, or let a firewall keep the public away.");
    }
}
