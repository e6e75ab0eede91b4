using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Reports;

/// <summary>What makes a run fail. Leaks always do.</summary>
/// <param name="AtLeast">The least severity that does.</param>
/// <param name="Incomplete">Whether anything untested does, too.</param>
internal sealed record FailOn(Severity AtLeast, bool Incomplete)
{
    /// <summary>Leaks, and what could not be tested.</summary>
    public static FailOn Default { get; } = new(Severity.Leak, true);

    /// <summary>Reads <c>--fail-on</c>: <c>leak</c>, <c>warning</c>, <c>note</c>, <c>incomplete</c>, or several with commas. <c>leak</c> alone lets an incomplete run pass.</summary>
    /// <returns>The choice, or what is wrong with the text.</returns>
    public static (FailOn? FailOn, string? Problem) Parse(string text)
    {
        var atLeast = Severity.Leak;
        var incomplete = false;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            switch (word)
            {
                case "leak":
                    break;
                case "warning":
                    atLeast = atLeast < Severity.Warning ? atLeast : Severity.Warning;
                    break;
                case "note":
                    atLeast = Severity.Note;
                    break;
                case "incomplete":
                    incomplete = true;
                    break;
                default:
                    return (null, $"--fail-on: '{Plain.Line(word)}' is none of leak, warning, note and incomplete. Several are separated by commas: warning,incomplete.");
            }
        }

        return (new FailOn(atLeast, incomplete), null);
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => AtLeast.ToString().ToLowerInvariant() + (Incomplete ? ",incomplete" : "");
}
