using System.Collections.Concurrent;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Markers;

namespace Cloakroom.Probe.Findings;

/// <summary>The secrets of a run: markers, values of accounts, cookies. Grows while it is read.</summary>
internal sealed class KnownSecrets : ISecretForms
{
    /// <summary>What is shorter stands in texts by chance, and is replaced only where it is known to be a cookie's value.</summary>
    public const int MinLength = 5;

    private readonly ConcurrentDictionary<string, SecretName> _names = new(StringComparer.Ordinal);

    /// <summary>Everything of these accounts: what the file says of them, what is in their jars, and what they are known by.</summary>
    public static KnownSecrets Of(IReadOnlyCollection<Account> accounts, IEnumerable<Marker> markers)
    {
        var known = new KnownSecrets();

        // Markers first: their labels say more than the names of columns.
        foreach (var marker in markers)
            known.Add(marker.Account, marker.Label, marker.Value);
        foreach (var account in accounts)
        {
            foreach (var cookie in account.Jar.All)
                known.Add(account.Name, $"cookie {cookie.Name}", cookie.Value);
            foreach (var (name, value) in account.Values)
            {
                // Reports call accounts by their names.
                if (!accounts.Any(one => string.Equals(one.Name, value, StringComparison.OrdinalIgnoreCase)))
                    known.Add(account.Name, name, value);
            }

            foreach (var (name, value) in account.Extracted)
            {
                // An address that a form is sent to is no secret, and what is secret in it looks like it.
                if (value.Length > 0 && value[0] != '/' && !value.StartsWith("http", StringComparison.OrdinalIgnoreCase) && MarkerRules.Problem(value) is null)
                    known.Add(account.Name, name, value);
            }
        }

        return known;
    }

    /// <summary>Whoever is named first stays the owner.</summary>
    public void Add(string owner, string label, string value)
    {
        if (value.Length >= MinLength)
            _names.TryAdd(value, SecretName.Of(owner, label, value));
    }

    public bool IsSecret(string text) => _names.ContainsKey(text);

    public IEnumerable<SecretForm> All() => _names.SelectMany(one => SecretSpellings.Of(one.Key).Select(form => new SecretForm(one.Value, form)));
}
