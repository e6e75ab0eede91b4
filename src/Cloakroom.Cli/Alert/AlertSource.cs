using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Alerts;
using Cloakroom.Cli.Control;
using Cloakroom.Edge.Configuration;
using Microsoft.Extensions.Configuration;

namespace Cloakroom.Cli.Alert;

/// <summary>The options that say whose destinations are meant: an edge's configuration, or an application's settings.</summary>
internal sealed class AlertSource
{
    private const string Section = $"{CloakroomOptions.SectionName}:{nameof(CloakroomOptions.Alerts)}";

    public Option<string?> Settings { get; } = new("--settings")
    {
        Description = $"An application's appsettings.json, whose section {Section} has the destinations; its variables ({Section.Replace(":", "__", StringComparison.Ordinal)}__…) count too.",
        HelpName = "appsettings.json",
    };

    /// <returns>Null when nothing was named that could have any.</returns>
    /// <exception cref="ControlException">It cannot be read, or is not valid; every error is told.</exception>
    public AlertOptions? Find(string? config, ParseResult parsed, ControlSetting setting) =>
        parsed.GetValue(Settings) is { } settings ? OfApplication(settings, setting) : config is null ? null : OfEdge(config, setting);

    /// <exception cref="ControlException">It cannot be read, or is not valid; every error is told.</exception>
    public AlertOptions Read(string? config, ParseResult parsed, ControlSetting setting)
    {
        var alerts = parsed.GetValue(Settings) is { } settings ? OfApplication(settings, setting) : OfEdge(config, setting);
        return alerts.Destinations.Count > 0
            ? alerts
            : throw new ControlException("The configuration has no destinations for alerts. Add one to alerts.destinations in edge.json, or to Cloakroom:Alerts:Destinations in appsettings.json (docs/alerts.md).");
    }

    private static AlertOptions OfEdge(string? config, ControlSetting setting)
    {
        var read = EdgeConfiguration.Read(new EdgeSources { File = config, Environment = setting.Environment }, setting.Time);
        // What else is wrong does not keep alerts from being tried.
        var errors = read.Errors.Where(error => error.Key is null || error.Key.StartsWith(nameof(EdgeOptions.Alerts), StringComparison.OrdinalIgnoreCase)).ToList();
        if (errors.Count > 0)
            throw new ControlException(string.Join(' ', errors));
        return read.Read.Alerts.ToLibrary();
    }

    private static AlertOptions OfApplication(string file, ControlSetting setting)
    {
        var alerts = new AlertOptions();
        try
        {
            new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(file), optional: false)
                .AddInMemoryCollection(setting.Environment.Select(variable => KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value)))
                .Build().GetSection(Section).Bind(alerts);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            throw new ControlException($"{Text.Printable(file)} cannot be read as settings: {Text.Printable((e.InnerException ?? e).Message)}");
        }

        var errors = alerts.Destinations.SelectMany((destination, i) =>
            AlertRules.Find(destination, alerts.Destinations.Take(i).Select(before => before.Name)).Select(problem => $"{Section}:Destinations:{i}:{problem.Setting} {problem.What} {problem.Remedy}")).ToList();
        return errors.Count == 0 ? alerts : throw new ControlException(string.Join(' ', errors));
    }
}
