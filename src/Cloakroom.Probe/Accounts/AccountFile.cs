using Cloakroom.Probe.Inputs;
using Cloakroom.Probe.Scenarios;

namespace Cloakroom.Probe.Accounts;

/// <summary>A table of accounts: CSV (RFC 4180) in UTF-8, whose first line names the values.</summary>
internal static class AccountFile
{
    private const int MaxBytes = 10_000_000;

    /// <returns>Two or more, called by the column <c>name</c>, or else <c>account-1</c> and so on.</returns>
    /// <exception cref="InputException">It cannot be used; has all that is wrong.</exception>
    public static IReadOnlyList<Account> Read(string file, TimeProvider? time = null) => Parse(file, InputText.Read(file, MaxBytes, "table of accounts"), time);

    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<Account> Parse(string file, string text, TimeProvider? time = null)
    {
        var problems = new List<InputProblem>();
        var rows = Rows(file, text);
        if (rows.Count == 0)
            throw new InputException(new InputProblem(file, 0, null, "is empty.", "Write a first line of names, user,password, and a line for each account."));
        var names = rows[0].Fields.Select(name => name.Trim()).ToList();
        CheckHeading(new InputPlace(file, rows[0].Line), names, problems);

        var users = new List<(IReadOnlyDictionary<string, string> Values, InputPlace Place)>();
        foreach (var row in rows.Skip(1))
        {
            var place = new InputPlace(file, row.Line);
            if (row.Fields.Count != names.Count)
                problems.Add(place.Problem($"has {row.Fields.Count} values where the first line has {names.Count} names.", "Give one for each; put a value that has a comma or a quote into double quotes."));
            else if (problems.Count == 0 || !problems.Exists(problem => problem.Line == rows[0].Line))
                users.Add((names.Zip(row.Fields).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal), place));
        }

        for (var i = 1; i < users.Count; i++)
        {
            if (users.Take(i).Any(other => Same(other.Values, users[i].Values)))
                problems.Add(users[i].Place.Problem("is the same account as an earlier one.", "Give another."));
        }

        if (problems.Count > 0)
            throw new InputException(problems.OrderBy(problem => problem.Line));
        return AccountList.Of(users.Count > 0 ? users : throw new InputException(new InputProblem(file, 0, null, "has no account.", "Write a line for each, at least two.")), time);
    }

    private static List<CsvRow> Rows(string file, string text)
    {
        try
        {
            return [.. CsvReader.Read(text, message => new FormatException(message)).Where(row => row.Fields is not [""])];
        }
        catch (FormatException wrong)
        {
            var line = int.Parse(wrong.Message.AsSpan(0, wrong.Message.IndexOf(':', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture);
            throw new InputException(new InputProblem(file, line, null, "a quoted value does not end.", "Close the quote; a quote within is written twice."));
        }
    }

    // A file without a heading has values there, so these are not shown.
    private static void CheckHeading(InputPlace place, List<string> names, List<InputProblem> problems)
    {
        if (names.Exists(name => !Placeholders.IsName(name) || name == Placeholders.Random))
            problems.Add(place.Problem("does not name the values.", "Write a first line such as name,user,password, of names that a scenario can put in braces: letters, digits, _, - and ."));
        else if (names.Distinct(StringComparer.Ordinal).Count() < names.Count)
            problems.Add(place.Problem("has a name twice.", "Give each column its own."));
    }

    private static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.All(value => value.Key == AccountList.Name || other[value.Key] == value.Value) && one.Keys.Any(key => key != AccountList.Name);
}
