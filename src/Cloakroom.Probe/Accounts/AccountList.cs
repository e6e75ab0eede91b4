using Cloakroom.Probe.Inputs;

namespace Cloakroom.Probe.Accounts;

/// <summary>Accounts of values, from a file of accounts or a scenario's users.</summary>
internal static class AccountList
{
    /// <summary>The value that names an account in reports.</summary>
    public const string Name = "name";

    private const int LongestName = 40;
    private static readonly string[] SecretWords = ["pass", "pw", "secret", "token", "pin", "otp", "key"];

    /// <param name="users">Values by name, two or more, with the place of each: file, line, and path if any.</param>
    /// <param name="time">For the jars.</param>
    /// <returns>Called by their value <c>name</c>, or else <c>account-1</c> and so on.</returns>
    /// <exception cref="InputException">Fewer than two, or names that cannot be used.</exception>
    public static IReadOnlyList<Account> Of(IReadOnlyList<(IReadOnlyDictionary<string, string> Values, InputPlace Place)> users, TimeProvider? time = null)
    {
        var problems = new List<InputProblem>();
        var accounts = new List<Account>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (values, place) in users)
        {
            var name = values.TryGetValue(Name, out var given) ? given : $"account-{accounts.Count + 1}";
            if (WrongWith(name, values) is { } wrong)
                problems.Add(place.Problem(wrong.What, wrong.Remedy));
            else if (!seen.Add(name))
                problems.Add(place.Problem("the name is an earlier account's.", "Give each a name of its own."));
            accounts.Add(new Account(name, values, time));
        }

        if (users.Count < 2)
            problems.Add((users.Count == 0 ? new InputPlace("accounts", 0) : users[0].Place).Problem($"there {(users.Count == 0 ? "is no account" : "is one account only")}.", "Give at least two: the probe compares what they get."));
        return problems.Count == 0 ? accounts : throw new InputException(problems);
    }

    /// <summary>For the users of a scenario, whose own problems its reader has told.</summary>
    /// <exception cref="InputException">Fewer than two, or names that cannot be used.</exception>
    public static IReadOnlyList<Account> OfUsers(string file, IReadOnlyList<IReadOnlyDictionary<string, string>> users, TimeProvider? time = null) =>
        Of([.. users.Select((user, i) => (user, new InputPlace(file, 0, $"users[{i}]")))], time);

    // Names appear in reports, so they are neither personal nor secret.
    private static (string What, string Remedy)? WrongWith(string name, IReadOnlyDictionary<string, string> values)
    {
        if (name.Trim().Length == 0 || name.Length > LongestName || name.Any(char.IsControl))
            return ("the name is empty, too long or not on one line.", $"Give a short one, such as alice, of at most {LongestName} characters; or leave the column out.");
        if (name.Contains('@'))
            return ("the name is an address, and names appear in reports.", "Give another, such as alice, or leave the column out.");
        if (name.Equals(Account.Anonymous, StringComparison.OrdinalIgnoreCase))
            return ("the name means whoever is not signed in.", "Give another.");
        return values.Any(value => value.Key != Name && value.Value == name && IsSecret(value.Key))
            ? ("the name is also a secret of the account, and names appear in reports.", "Give another, or leave the column out.")
            : null;
    }

    private static bool IsSecret(string name) => SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
