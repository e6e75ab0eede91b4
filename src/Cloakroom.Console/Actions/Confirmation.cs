namespace Cloakroom.Console.Actions;

/// <summary>What somebody is about to do, as they are shown it before they do it.</summary>
/// <param name="Title">A question.</param>
/// <param name="Consequences">What will happen and to how many, a sentence each.</param>
/// <param name="Verb">What the button says.</param>
/// <param name="Back">Where to go from here, done or not.</param>
/// <param name="Fields">What says what it is about, to be sent along.</param>
/// <param name="RunAsync">Does it: by whom, why. Null when done; else what kept it from being done, in a sentence.</param>
internal sealed record Confirmation(
    string Title,
    IReadOnlyList<string> Consequences,
    string Verb,
    string Back,
    IReadOnlyList<KeyValuePair<string, string>> Fields,
    Func<string, string, CancellationToken, Task<string?>> RunAsync)
{
    /// <summary>Whether it takes something away from people who use the application.</summary>
    public bool IsGrave { get; init; } = true;

    /// <summary>Whether nothing can be done: the consequences say why.</summary>
    public bool IsImpossible { get; init; }
}
