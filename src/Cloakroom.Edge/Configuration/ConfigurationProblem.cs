using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration;

/// <summary>One thing that is wrong, or odd. Never holds a secret: what is shown of a value goes through <see cref="Shown"/>.</summary>
/// <param name="IsError">Whether the configuration cannot be used; a warning otherwise.</param>
/// <param name="Place">Where it was set; null when it was not.</param>
/// <param name="Key">Which option, as <see cref="OptionKey"/> has it; null when it is about a whole source.</param>
/// <param name="What">What is wrong, as a sentence.</param>
/// <param name="Remedy">What to do, as a sentence.</param>
internal sealed record ConfigurationProblem(bool IsError, SettingPlace? Place, string? Key, string What, string Remedy)
{
    /// <summary>The option that was probably meant, when another was named.</summary>
    public string? Meant { get; init; }

    public override string ToString()
    {
        var key = Key is null || Place is { NamesOption: true } ? null : OptionKey.Show(Key);
        var where = string.Join(": ", new[] { Place?.Text, key }.Where(part => part is not null));
        return $"{where}: {What} {Remedy}".TrimEnd();
    }
}
