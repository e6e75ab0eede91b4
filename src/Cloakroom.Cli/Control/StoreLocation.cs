using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Configuration.Reading;
using Cloakroom.Edge.Control;

namespace Cloakroom.Cli.Control;

/// <summary>Finds the store of the edges that are meant.</summary>
internal static class StoreLocation
{
    public const string FileName = EdgeStoreServiceCollectionExtensions.FileName;

    private const string Directory = $"{nameof(EdgeOptions.Store)}:{nameof(EdgeStoreOptions.Directory)}";
    private const string InMemory = $"{nameof(EdgeOptions.Store)}:{nameof(EdgeStoreOptions.InMemory)}";

    /// <summary>The store's file: in <paramref name="data"/>, or where the configuration says.</summary>
    /// <remarks>What else is wrong with a configuration does not matter here: whoever must end sessions now has no time for it.</remarks>
    /// <exception cref="ControlException">It is not to be found; says what was looked at.</exception>
    public static string Find(string? data, string? config, IReadOnlyDictionary<string, string> environment)
    {
        var directory = data ?? Configured(config, environment);
        var file = Path.GetFullPath(Path.Combine(directory, FileName));
        return File.Exists(file)
            ? file
            : throw new ControlException($"{Text.Printable(file)}: no edge has its store there. Name the directory of the running edge with --data, or its configuration with --config.");
    }

    private static string Configured(string? config, IReadOnlyDictionary<string, string> environment)
    {
        var settings = new SettingSet();
        var problems = new List<ConfigurationProblem>();
        if (config is not null) settings.Add(JsonSource.Read(config, problems), problems);
        settings.Add(EnvironmentSource.Read(environment, problems), problems);
        if (problems.Find(problem => problem.IsError && (problem.Key is null || problem.Key == Directory)) is { } error)
            throw new ControlException($"{error} Or name the directory itself with --data.");
        var values = settings.Values.ToDictionary(value => value.Key, value => value.Value, StringComparer.OrdinalIgnoreCase);
        if (values.TryGetValue(InMemory, out var inMemory) && bool.TryParse(inMemory, out var keepsNothing) && keepsNothing)
            throw new ControlException("The configuration keeps nothing (store.inMemory): such an edge shares no store, so nobody can reach it. Restart it to end all sessions.");
        return values.GetValueOrDefault(Directory) ?? new EdgeStoreOptions().Directory;
    }
}
