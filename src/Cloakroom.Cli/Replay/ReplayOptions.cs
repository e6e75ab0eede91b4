using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Scenarios;

namespace Cloakroom.Cli.Replay;

/// <summary>The options of <c>cloakroom replay</c>. Each error names the option, what was given, and what would do.</summary>
internal sealed class ReplayOptions
{
    private const long DefaultSeed = 1;

    private readonly Func<Guard, CacheKind, IReadOnlyList<Scenario>> _catalog;

    public ReplayOptions(Func<Guard, CacheKind, IReadOnlyList<Scenario>> catalog)
    {
        _catalog = catalog;
        Scenarios = new("--scenario")
        {
            Description = "Run this scenario only; may be given several times. See --list.",
            HelpName = "name",
            CustomParser = ParseScenarios,
        };
    }

    public Option<string[]> Scenarios { get; }

    public Option<Guard> Guard { get; } = new("--guard")
    {
        Description = "What protects: library (default), inside ASP.NET Core, or edge, in front of Express and PHP. observe: nothing does; library and edge only watch, and are held against what really leaked.",
        HelpName = "library|edge|observe",
        CustomParser = result => Parse<Guard>(result, Named<Guard>, "give library, edge or observe"),
    };

    public Option<int> Users { get; } = new("--users")
    {
        Description = $"How many users, {ReplaySettings.MinUsers} to {ReplaySettings.MaxUsers}. Default: {ReplaySettings.DefaultUsers}.",
        HelpName = "n",
        DefaultValueFactory = _ => ReplaySettings.DefaultUsers,
        CustomParser = result => Parse<int>(
            result,
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                && n is >= ReplaySettings.MinUsers and <= ReplaySettings.MaxUsers ? n : null,
            $"give a whole number from {ReplaySettings.MinUsers} to {ReplaySettings.MaxUsers}"),
    };

    public Option<long> Seed { get; } = new("--seed")
    {
        Description = $"Of the users' markers and choices: the same seed, the same users. Default: {DefaultSeed}.",
        HelpName = "s",
        DefaultValueFactory = _ => DefaultSeed,
        CustomParser = result => Parse<long>(
            result,
            text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed) ? seed : null,
            "give a whole number"),
    };

    public Option<ReplayFormat> Format { get; } = new("--format")
    {
        Description = "table for people (default), json for programs: one document on standard output.",
        HelpName = "table|json",
        CustomParser = result => Parse<ReplayFormat>(result, Named<ReplayFormat>, "give table or json"),
    };

    public Option<CacheKind> Cache { get; } = new("--cache")
    {
        Description = "The shared cache of loom-2023 and altinn-2012: nginx, varnish, builtin, or auto (default: nginx if installed, else builtin; with --guard edge nginx and Varnish).",
        HelpName = "auto|nginx|varnish|builtin",
        CustomParser = result =>
        {
            var kind = Parse<CacheKind>(result, Named<CacheKind>, "give auto, nginx, varnish or builtin");
            if (FrontCache.WhyUnavailable(kind) is { } reason) result.AddError($"--cache {result.Tokens[0].Value}: {reason}");
            return kind;
        },
    };

    public Option<bool> Console { get; } = new("--console")
    {
        Description = "Run one incident slowly, with the console open over it, and leave it up until Ctrl-C. Give it with --scenario.",
    };

    public Option<bool> List { get; } = new("--list") { Description = "Name the scenarios and run nothing." };

    public IEnumerable<Option> All => [Scenarios, Guard, Users, Seed, Format, Cache, Console, List];

    /// <summary>One can be looked at, of the rows of one incident that in which the most is to be seen.</summary>
    public void RequireOne(CommandResult result)
    {
        if (result.GetValue(Console) && result.GetValue(Scenarios) is not { Length: 1 }) result.AddError("--console: one incident can be looked at; name it with --scenario.");
    }

    /// <summary>What was asked for, each once and in the catalog's order; all of them when nothing was.</summary>
    public IReadOnlyList<Scenario> Chosen(ParseResult parsed)
    {
        var all = _catalog(parsed.GetValue(Guard), parsed.GetValue(Cache));
        IReadOnlyList<Scenario> chosen = parsed.GetValue(Scenarios) is { Length: > 0 } names ? [.. all.Where(scenario => names.Contains(scenario.Name))] : all;
        return parsed.GetValue(Console) ? [chosen.FirstOrDefault(scenario => scenario.Sight == Sight.Exposed) ?? chosen[0]] : chosen;
    }

    private string[] ParseScenarios(ArgumentResult result)
    {
        // Another option's value may be wrong, of which it tells by itself: so its word is looked at, and not its value.
        var guard = result.GetResult(Guard)?.Tokens is [var word] && Named<Guard>(word.Value) is { } named ? named : default;
        var known = _catalog(guard, CacheKind.Auto).Select(scenario => scenario.Name).Distinct().ToArray();
        foreach (var name in result.Tokens.Select(token => token.Value).Except(known))
        {
            var where = guard == default ? "" : $" with --guard {guard.ToString().ToLowerInvariant()}";
            result.AddError($"--scenario {name}: there is no such scenario{where}. Known: {string.Join(", ", known)}.");
        }

        return [.. result.Tokens.Select(token => token.Value)];
    }

    private static T Parse<T>(ArgumentResult result, Func<string, T?> read, string remedy)
        where T : struct
    {
        var text = result.Tokens[0].Value;
        if (read(text) is { } value) return value;
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} {text}: not understood; {remedy}.");
        return default;
    }

    // Without numbers: Enum.TryParse would take "3".
    private static T? Named<T>(string text)
        where T : struct, Enum =>
        Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase));
}
