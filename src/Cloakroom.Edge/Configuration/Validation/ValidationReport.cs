using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>Collects what is wrong, with the place of each; says nothing about what could not be read, for which there is an error already.</summary>
internal sealed class ValidationReport(SettingSet settings, IReadOnlyList<ConfigurationProblem> reading)
{
    private readonly List<ConfigurationProblem> _problems = [];

    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    public void Error(string key, string what, string remedy) => Add(true, key, what, remedy);

    public void Warning(string key, string what, string remedy) => Add(false, key, what, remedy);

    private void Add(bool isError, string key, string what, string remedy)
    {
        if (!reading.Any(problem => Touches(problem.Key, key) || Touches(problem.Meant, key)))
            _problems.Add(new ConfigurationProblem(isError, settings.PlaceOf(key), key, what, remedy));
    }

    private static bool Touches(string? wrong, string key) => wrong is not null && (OptionKey.IsWithin(wrong, key) || OptionKey.IsWithin(key, wrong));
}
