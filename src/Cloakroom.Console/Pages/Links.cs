using System.Globalization;
using Cloakroom.Control;
using Cloakroom.Journal;

namespace Cloakroom.Console.Pages;

/// <summary>The console's addresses. Whatever others have written is escaped here and nowhere else.</summary>
/// <param name="root">Where it is mounted: with the path base, without a slash at the end; empty at the root of the site.</param>
internal sealed class Links(string root)
{
    public string Root => root;

    public string Overview => root.Length == 0 ? "/" : root;

    public string Incidents => root + "/incidents";

    public string Sessions => root + "/sessions";

    public string Control => root + "/control";

    public string Nodes => root + "/nodes";

    public string Incident(string id) => $"{Incidents}/{Uri.EscapeDataString(id)}";

    public string Note(string id) => Incident(id) + "/note";

    public string Pairs(string id) => Incident(id) + "/pairs.csv";

    public string Mixup(string id) => $"{root}/mixups/{Uri.EscapeDataString(id)}";

    public string SessionsOf(string query) => $"{Sessions}?q={Uri.EscapeDataString(query)}";

    /// <summary>The page to confirm an action on.</summary>
    public string Confirm(string action, params ReadOnlySpan<(string Name, string Value)> of)
    {
        var address = $"{root}/confirm/{action}";
        var separator = '?';
        foreach (var (name, value) in of)
        {
            address += string.Create(CultureInfo.InvariantCulture, $"{separator}{name}={Uri.EscapeDataString(value)}");
            separator = '&';
        }

        return address;
    }

    public string Asset(string name) => $"{root}/assets/{name}";

    public string ConfirmMode(CloakroomMode mode) => Confirm("mode", ("mode", mode.ToString()));

    /// <summary>What the address of a page has that says that something was done.</summary>
    public const string Done = "done";

    public static string WithDone(string address) => $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Done}=1";

    /// <summary>Where to look for one side of a mix-up; null for nobody.</summary>
    public string? Party(MixupParty party) => (party.Subject ?? party.SessionId) is { } name ? SessionsOf(name) : null;
}
