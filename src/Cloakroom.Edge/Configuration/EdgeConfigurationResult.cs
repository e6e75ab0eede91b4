namespace Cloakroom.Edge.Configuration;

/// <summary>What reading came to.</summary>
/// <param name="Options">The options, defaults filled in; null when there is an error.</param>
/// <param name="Problems">All errors and warnings.</param>
internal sealed record EdgeConfigurationResult(EdgeOptions? Options, IReadOnlyList<ConfigurationProblem> Problems)
{
    /// <summary>What was read, errors or not: for what needs a part of it that has none.</summary>
    public required EdgeOptions Read { get; init; }

    public IEnumerable<ConfigurationProblem> Errors => Problems.Where(problem => problem.IsError);

    public IEnumerable<ConfigurationProblem> Warnings => Problems.Where(problem => !problem.IsError);
}
