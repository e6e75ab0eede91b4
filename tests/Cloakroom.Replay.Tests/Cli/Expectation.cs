namespace Cloakroom.Replay.Tests.Cli;

/// <summary>What the command must write, to the letter. Change the file when the change is meant.</summary>
internal static class Expectation
{
    public static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Expectations", name));
}
