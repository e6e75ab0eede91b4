using Cloakroom.Cli.Control;

namespace Cloakroom.Cli.Verify;

/// <summary>What <c>cloakroom verify</c> has found, a line for each check.</summary>
internal static class VerifyReport
{
    public static void Write(TextWriter output, Verified verified)
    {
        foreach (var check in verified.Checks)
        {
            output.WriteLine($"{Word(check.Result),-10}  {check.Name}: {Text.Printable(check.Detail)}");
            if (check.Remedy is { } remedy)
                output.WriteLine($"            {Text.Printable(remedy)}");
        }

        output.WriteLine(verified switch
        {
            { IsPassed: true } => "Everything passed.",
            { HasFailed: true } => $"NOT VERIFIED. {Sentence(verified.Summary)}.",
            _ => $"Nothing failed. {Sentence(verified.Summary)}.",
        });
    }

    public static void WriteJson(Terminal terminal, Verified verified) =>
        ControlJson.Write(terminal, new { passed = verified.IsPassed, failed = verified.HasFailed, verified.Checks });

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Word(CheckResult result) => result switch
    {
        CheckResult.Pass => "pass",
        CheckResult.Fail => "FAIL",
        _ => "not tested",
    };
}
