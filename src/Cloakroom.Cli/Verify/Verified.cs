using Cloakroom.Cli.Control;

namespace Cloakroom.Cli.Verify;

/// <summary>All that <c>cloakroom verify</c> has found.</summary>
internal sealed record Verified(IReadOnlyList<Check> Checks)
{
    /// <summary>Whether everything was tested and nothing failed.</summary>
    public bool IsPassed => Checks.All(check => check.Result == CheckResult.Pass);

    public bool HasFailed => Checks.Any(check => check.Result == CheckResult.Fail);

    public bool Untested => Checks.Any(check => check.Result == CheckResult.NotTested);

    /// <summary>For people and the history.</summary>
    public string Summary => IsPassed ? "everything passed" : string.Join("; ", new[] { Named(CheckResult.Fail, "failed"), Named(CheckResult.NotTested, "not tested") }.OfType<string>());

    private string? Named(CheckResult result, string word)
    {
        var names = Checks.Where(check => check.Result == result).Select(check => check.Name).ToList();
        return names.Count == 0 ? null : $"{word}: {Text.Printable(string.Join(", ", names))}";
    }
}
