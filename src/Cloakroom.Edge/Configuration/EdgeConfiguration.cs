using Cloakroom.Edge.Configuration.Reading;
using Cloakroom.Edge.Configuration.Validation;
using Microsoft.Extensions.Configuration;

namespace Cloakroom.Edge.Configuration;

/// <summary>Reads the options from all sources, and finds everything that is wrong with them at once.</summary>
internal static class EdgeConfiguration
{
    public static EdgeConfigurationResult Read(EdgeSources sources, TimeProvider? time = null)
    {
        var problems = new List<ConfigurationProblem>();
        var settings = new SettingSet();
        if (!TryReadFile(sources.File, settings, problems))
        {
            // What the file would have said is not known, so that nothing can be said to be missing.
            settings.Add(EnvironmentSource.Read(sources.Environment, problems), problems);
            settings.Add(CommandLineSource.Read(sources.CommandLine), problems, replacesLists: true);
            return new EdgeConfigurationResult(null, problems) { Read = Bind(settings) };
        }

        settings.Add(EnvironmentSource.Read(sources.Environment, problems), problems);
        settings.Add(CommandLineSource.Read(sources.CommandLine), problems, replacesLists: true);
        settings.FindGaps(problems);

        var options = Bind(settings);
        var report = new ValidationReport(settings, problems);
        EdgeOptionsValidator.Validate(options, time ?? TimeProvider.System, report);
        problems.AddRange(report.Problems);
        return new EdgeConfigurationResult(problems.Exists(problem => problem.IsError) ? null : options, problems) { Read = options };
    }

    private static bool TryReadFile(string? file, SettingSet settings, List<ConfigurationProblem> problems)
    {
        if (file is null)
            return true;
        var before = problems.Count;
        settings.Add(JsonSource.Read(file, problems), problems);
        return !problems.Skip(before).Any(problem => problem.Key is null);
    }

    private static EdgeOptions Bind(SettingSet settings)
    {
        var options = new EdgeOptions();
        new ConfigurationBuilder().AddInMemoryCollection(settings.Values).Build().Bind(options);
        EdgeDefaults.Fill(options);
        return options;
    }
}
