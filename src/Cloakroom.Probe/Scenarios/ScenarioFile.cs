using Cloakroom.Probe.Inputs;
using Cloakroom.Probe.Scenarios.Reading;

namespace Cloakroom.Probe.Scenarios;

/// <summary>Scenarios as files: JSON with comments and trailing commas, see <c>scenario.schema.json</c>.</summary>
internal static class ScenarioFile
{
    private const int MaxBytes = 1_000_000;

    /// <param name="file">Where it is.</param>
    /// <param name="environment">Values of variables, for <c>${NAME}</c>.</param>
    /// <param name="accounts">Values of the accounts, when they are not in the file: names in braces are checked against them. Null when they are not known.</param>
    /// <param name="demands">Adds what else whoever reads it asks of it.</param>
    /// <exception cref="InputException">It cannot be used; has all that is wrong.</exception>
    public static Scenario Read(
        string file, Func<string, string?> environment, IReadOnlyList<IReadOnlyDictionary<string, string>>? accounts = null, Action<Scenario, ProblemList>? demands = null) =>
        Parse(file, InputText.Read(file, MaxBytes, "scenario"), environment, accounts, demands);

    /// <inheritdoc cref="Read"/>
    public static Scenario Parse(
        string file, string text, Func<string, string?> environment, IReadOnlyList<IReadOnlyDictionary<string, string>>? accounts = null, Action<Scenario, ProblemList>? demands = null)
    {
        var problems = new ProblemList(file);
        if (JsonText.Parse(file, text, problems.All) is not { } root)
            throw new InputException(problems.Sorted);
        problems.Learn(root);
        var scenario = new ScenarioBinder(new Variables(environment, problems), problems).Bind(root);
        new ScenarioRules(scenario, accounts ?? (scenario.Users.Count > 0 ? scenario.Users : null), problems).Check();
        demands?.Invoke(scenario, problems);
        return problems.All.Count == 0 ? scenario : throw new InputException(problems.Sorted);
    }
}
