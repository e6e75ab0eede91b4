namespace Cloakroom.Probe.Inputs;

/// <summary>Files that cannot be used; has all that is wrong with them, in the order of the lines. The message is a line for each.</summary>
internal sealed class InputException(IEnumerable<InputProblem> problems) : Exception(string.Join('\n', problems))
{
    public InputException(InputProblem problem)
        : this([problem])
    {
    }

    public IReadOnlyList<InputProblem> Problems { get; } = [.. problems];
}
