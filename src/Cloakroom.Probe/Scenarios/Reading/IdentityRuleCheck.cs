namespace Cloakroom.Probe.Scenarios.Reading;

/// <summary>Whether a rule can tell accounts apart.</summary>
internal sealed class IdentityRuleCheck(
    IdentityRule rule, string place, HashSet<string>? values, IReadOnlyList<IReadOnlyDictionary<string, string>>? accounts, ProblemList problems)
{
    public void Check()
    {
        if (!rule.Path.StartsWith('/') || rule.Path.StartsWith("//", StringComparison.Ordinal))
            problems.Add($"{place}.path", "is not a path on the site.", "Begin with one slash: /account.");
        else if (Placeholders.In(rule.Path).Any())
            problems.Add($"{place}.path", "has a placeholder, but is the same for all accounts.", "Write * for what differs.");
        if (rule.In is { } where)
            ExtractionRules.Check(where, $"{place}.in", problems);

        var names = Placeholders.In(rule.Shows).Distinct().ToList();
        if (names.Count == 0)
        {
            problems.Add($"{place}.shows", "is the same for all accounts.", "Name a value of the account in braces: {user}.");
            return;
        }

        var unknown = values is null ? [] : names.Where(name => !values.Contains(name)).ToList();
        foreach (var name in unknown)
            problems.Add($"{place}.shows", $"{{{name}}} is not a value of every account.", Inputs.NearestName.Of(name, values!) is { } near ? $"Did you mean {{{near}}}?" : "Give it to the accounts.");
        if (accounts is not null && unknown.Count == 0)
            CheckPairs(accounts);
    }

    private void CheckPairs(IReadOnlyList<IReadOnlyDictionary<string, string>> all)
    {
        var shown = all.Select(rule.ShownOf).ToList();
        for (var i = 0; i < shown.Count; i++)
        {
            if (shown[i].Trim().Length == 0)
            {
                problems.Add($"{place}.shows", $"is empty for account {i + 1}.", "Give its value to the account.");
                return;
            }

            for (var j = i + 1; j < shown.Count; j++)
            {
                // Anywhere on a page, alice is found where alice2 stands; taken from one place, they differ.
                var isSame = rule.In is not null ? shown[i].Trim() == shown[j].Trim() : shown[i].Contains(shown[j], StringComparison.Ordinal) || shown[j].Contains(shown[i], StringComparison.Ordinal);
                if (!isSame)
                    continue;
                problems.Add(
                    $"{place}.shows",
                    $"cannot tell accounts {i + 1} and {j + 1} apart: {(shown[i] == shown[j] ? "it is the same for both" : "the one's is within the other's")}.",
                    rule.In is null ? "Show another value, or more of the text around it, or say with \"in\" where it stands." : "Show another value.");
                return;
            }
        }
    }
}
