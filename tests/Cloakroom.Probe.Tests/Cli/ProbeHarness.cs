using Cloakroom.Cli;
using Cloakroom.Cli.Control;
using Cloakroom.Cli.Probe;
using Spectre.Console;

namespace Cloakroom.Probe.Tests.Cli;

/// <summary><c>cloakroom probe</c> in process, as it is on a command line, with files of its own.</summary>
internal sealed class ProbeHarness : IDisposable
{
    public const string Scenario = """
        {
          "signIn": [
            { "path": "/login", "extract": { "csrf": { "selector": "input[name=csrf]", "attribute": "value" } } },
            { "method": "POST", "path": "/login", "followRedirects": true, "form": { "user": "{user}", "password": "{password}", "csrf": "{csrf}" } }
          ],
          "identity": [ { "path": "/account", "shows": "{email}" } ],
          "markers": [ "email" ]
        }
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("cloakroom-probe-");

    public ProbeHarness()
    {
        Write("accounts.csv", "name,user,password,email\nalice,alice,pw-alice,alice@mail.example.test\nbob,bob,pw-bob,bob@mail.example.test\n");
        Write("scenario.json", Scenario);
    }

    /// <summary>Two accounts of a <see cref="Faults.FaultySite"/>, and how they sign in.</summary>
    public string[] SignedIn => ["--accounts", At("accounts.csv"), "--scenario", At("scenario.json")];

    /// <summary>The shortest run that can be clean.</summary>
    public string[] Short => [.. SignedIn, "--rate", "1000", "--tactic", "burst", "--max-pages", "3", "--max-assets", "3"];

    public string At(string name) => Path.Combine(_directory.FullName, name);

    /// <returns>The file's path.</returns>
    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    public static async Task<Ended> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }), TextWriter.Synchronized(output), TextWriter.Synchronized(error));
        var setting = new ControlSetting(terminal, new Dictionary<string, string>(), "ann", TimeProvider.System);
        var status = await CommandLine.RunAsync(CommandLine.Root(ProbeCommand.Create(setting, _ => null)), ["probe", .. args], terminal);
        return new Ended(status, output.ToString(), error.ToString());
    }

    public void Dispose() => _directory.Delete(recursive: true);
}

/// <param name="Status">Its exit status.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Ended(int Status, string Out, string Error)
{
    public string[] Lines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fails unless nothing was done, and that is said in lines for people.</summary>
    public void ShouldBeUsage()
    {
        Status.ShouldBe(ExitCode.Usage, ToString());
        Out.ShouldBeEmpty();
        Lines.ShouldNotBeEmpty();
        Lines.ShouldAllBe(line => line.StartsWith("cloakroom: ", StringComparison.Ordinal) || line.StartsWith("Try: cloakroom probe", StringComparison.Ordinal));
    }
}
