using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Edge.Configuration;

namespace Cloakroom.Cli.Control;

/// <summary>The options that say which store is meant: an application's file, or an edge's directory or configuration.</summary>
internal sealed class StoreChoice
{
    private readonly Option<string?> _store = new("--store")
    {
        Description = "The SQLite file of an application that uses the library.",
        HelpName = "cloakroom.db",
        Recursive = true,
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = $"An edge's directory, which holds {StoreLocation.FileName}. Default: as in --config, else {new EdgeStoreOptions().Directory}.",
        HelpName = "directory",
        Recursive = true,
    };

    private readonly Option<string?> _config = new("--config") { Description = "An edge's configuration, to find its directory.", HelpName = "edge.json", Recursive = true };

    public void AddTo(Command command)
    {
        command.Add(_store);
        command.Add(_data);
        command.Add(_config);
        foreach (var runnable in command.Subcommands.DefaultIfEmpty(command)) runnable.Validators.Add(RequireOne);
    }

    /// <exception cref="ControlException">It is not there; says what was looked at.</exception>
    public string Find(ParseResult parsed, IReadOnlyDictionary<string, string> environment) => parsed.GetValue(_store) is { } store
        ? Existing(Path.GetFullPath(store))
        : StoreLocation.Find(parsed.GetValue(_data), parsed.GetValue(_config), environment);

    /// <summary>Whether one is named.</summary>
    public bool IsGiven(ParseResult parsed) => new[] { _store, _data, _config }.Any(option => parsed.GetValue(option) is not null);

    /// <summary>The edge's configuration that was named; null for none.</summary>
    public string? Configuration(ParseResult parsed) => parsed.GetValue(_config);

    private static string Existing(string file) => File.Exists(file)
        ? file
        : throw new ControlException($"{Text.Printable(file)}: there is no such file. Name the file that AddSqliteStore has as its Path.");

    private void RequireOne(CommandResult result)
    {
        if (new[] { _store, _data, _config }.Count(option => result.GetResult(option) is not null) > 1)
            result.AddError("--store, --data and --config: give one of them.");
    }
}
