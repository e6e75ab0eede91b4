using System.Net;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Scenarios.Extracting;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Cli.Verify;

/// <summary>Whom a page shows. Stricter than the probe's own oracle where nothing says at which place: a page that shows both users shows the other.</summary>
internal sealed class ShownUsers
{
    private readonly IdentityRule _rule;
    private readonly IdentityOracle _oracle;
    private readonly (string Name, string Text, ShownText Forms)[] _users;

    public ShownUsers(IdentityRule rule, IReadOnlyList<IReadOnlyDictionary<string, string>> users)
    {
        _rule = rule;
        _oracle = new IdentityOracle([rule], [.. users.Select((values, i) => new Account(NameOf(i), values))]);
        _users = [.. users.Select((values, i) => (NameOf(i), rule.ShownOf(values), new ShownText(rule.ShownOf(values))))];
    }

    /// <summary>How a user is called, by its place in the scenario from 0: not by a value of its own.</summary>
    public static string NameOf(int user) => $"user {user + 1}";

    public bool Shows(Exchange exchange, int user)
    {
        var (name, text, forms) = _users[user];
        if (_rule.In is not null)
            return _oracle.Look(exchange).Owner == name;
        var body = BodyText.Of(exchange);
        return body.Contains(text, StringComparison.Ordinal) || body.Contains(WebUtility.HtmlEncode(text), StringComparison.Ordinal) || forms.IndexIn(exchange.Body.Span) >= 0;
    }
}
