using System.Security.Cryptography;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Scenarios.Totp;

namespace Cloakroom.Probe.Scenarios;

/// <summary>What placeholders stand for while steps run: what these extracted, then what was given beside, then what sign-in extracted, then the account's own values.</summary>
internal sealed class StepValues(Account account, IReadOnlyDictionary<string, string> extra, TimeProvider time)
{
    public Dictionary<string, string> Extracted { get; } = new(StringComparer.Ordinal);

    /// <summary>Names that had no value, since the last step.</summary>
    public List<string> Missing { get; } = [];

    public string Of(string name)
    {
        if (name == Placeholders.Random)
            return Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        if (name.StartsWith(Placeholders.Totp, StringComparison.Ordinal))
        {
            if (Find(name[Placeholders.Totp.Length..]) is { } text && TotpSecret.Parse(text) is { } secret)
                // Kept, so that it is known for a secret where a site says it back.
                return account.Extracted[name] = secret.CodeAt(time.GetUtcNow());
        }
        else if (Find(name) is { } value)
        {
            return value;
        }

        Missing.Add(name);
        return "";
    }

    private string? Find(string name) =>
        Extracted.TryGetValue(name, out var value) || extra.TryGetValue(name, out value) || account.Extracted.TryGetValue(name, out value) || account.Values.TryGetValue(name, out value) ? value : null;
}
