namespace Cloakroom.Cli.Verify;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What, in a few words.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Remedy">What to do; null when there is nothing to be done.</param>
internal sealed record Check(string Name, CheckResult Result, string Detail, string? Remedy = null)
{
    public static Check Of(string name, IReadOnlyCollection<string> wrong, string right, string remedy) => wrong.Count == 0
        ? new Check(name, CheckResult.Pass, right)
        : new Check(name, CheckResult.Fail, string.Join(' ', wrong.Distinct()), remedy);
}

internal enum CheckResult
{
    Pass,
    Fail,

    /// <summary>Nothing is known of it.</summary>
    NotTested,
}
