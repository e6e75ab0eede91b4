using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Cli.Edge;

/// <summary>The options of <c>cloakroom edge</c>. What is wrong with their values is said together with what is wrong in the other sources.</summary>
internal sealed class EdgeCommandOptions
{
    public Option<string?> Config { get; } = new("--config")
    {
        Description = "Read the configuration from this file: JSON, comments allowed. It is read again when it changes. Options, and CLOAKROOM_EDGE_… in the environment, outrank it.",
        HelpName = "edge.json",
    };

    public Option<string[]> Upstreams { get; } = new("--upstream")
    {
        Description = "Where the application listens. Needed, here or in the file; may be given several times.",
        HelpName = "http://host:port",
    };

    public Option<string[]> SessionCookies { get; } = new("--session-cookie")
    {
        Description = "The name of the application's session cookie, with * for any characters. Needed, here or in the file; may be given several times.",
        HelpName = "name",
    };

    public Option<string[]> Listen { get; } = new("--listen")
    {
        Description = $"Where to listen; may be given several times. Default: {string.Join(", ", EdgeDefaults.Listen)}.",
        HelpName = "http://ip:port",
    };

    public Option<string?> Data { get; } = new("--data")
    {
        Description = $"The directory for keys, control and the journal. Default: {new EdgeStoreOptions().Directory}.",
        HelpName = "directory",
    };

    public Option<string?> Admin { get; } = new("--admin")
    {
        Description = $"Where health, status and metrics are. Default: {new AdminOptions().Listen}; \"\" for nowhere.",
        HelpName = "http://ip:port",
    };

    public Option<bool> InMemory { get; } = new("--in-memory") { Description = "Keep nothing: sessions end when the edge does. For trying out." };

    public Option<bool> BehindCdn { get; } = new("--behind-cdn") { Description = "Say that a CDN in front keeps cookies away from static paths. A session cookie that arrives there is then reported." };

    public Option<string[]> TrustedProxies { get; } = new("--trusted-proxy")
    {
        Description = $"An address or network whose X-Forwarded-* headers are believed; may be given several times. Default: {string.Join(", ", EdgeDefaults.TrustedProxies)}.",
        HelpName = "ip/prefix",
    };

    public Option<bool> Check { get; } = new("--check") { Description = "Check the configuration, explain it in words, and run nothing." };

    public Option<string[]> Paths { get; } = new("--path")
    {
        Description = "With --check: also explain what happens on this path; may be given several times.",
        HelpName = "/path",
    };

    public Option<bool> Schema { get; } = new("--schema") { Description = "Print the JSON schema of edge.json, for editors." };

    public IEnumerable<Option> All => [Config, Upstreams, SessionCookies, Listen, Data, Admin, InMemory, BehindCdn, TrustedProxies, Check, Paths, Schema];

    /// <summary>What no source but the command line can get wrong.</summary>
    public void Validate(CommandResult command)
    {
        if (command.GetResult(Paths) is null)
            return;
        if (!command.GetValue(Check))
            command.AddError("--path is for --check: cloakroom edge --check --path /x.js.");
        foreach (var path in (command.GetValue(Paths) ?? []).Where(path => !path.StartsWith('/')))
            command.AddError($"--path {Shown.Of(path)}: not a path; begin it with '/'.");
    }

    public EdgeSources Sources(ParseResult parsed, IReadOnlyDictionary<string, string> environment)
    {
        return new EdgeSources
        {
            File = parsed.GetValue(Config),
            Environment = environment,
            CommandLine =
            [
                .. Many(Upstreams, i => $"{nameof(EdgeOptions.Upstreams)}:{i}:{nameof(UpstreamOptions.Url)}"),
                .. Many(SessionCookies, i => $"{nameof(EdgeOptions.Cookies)}:{i}:{nameof(GuardedCookieOptions.Name)}"),
                .. Many(Listen, i => $"{nameof(EdgeOptions.Listen)}:{i}"),
                .. Many(TrustedProxies, i => $"{nameof(EdgeOptions.TrustedProxies)}:{i}"),
                .. One(Data, $"{nameof(EdgeOptions.Store)}:{nameof(EdgeStoreOptions.Directory)}"),
                .. One(Admin, $"{nameof(EdgeOptions.Admin)}:{nameof(AdminOptions.Listen)}"),
                .. Flag(InMemory, $"{nameof(EdgeOptions.Store)}:{nameof(EdgeStoreOptions.InMemory)}"),
                .. Flag(BehindCdn, $"{nameof(EdgeOptions.Routes)}:{nameof(RouteOptions.BehindCdn)}"),
            ],
        };

        IEnumerable<CommandLineSetting> Many(Option<string[]> option, Func<int, string> key) =>
            (parsed.GetValue(option) ?? []).Select((value, i) => new CommandLineSetting(option.Name, key(i), value));

        IEnumerable<CommandLineSetting> One(Option<string?> option, string key) =>
            parsed.GetValue(option) is { } value ? [new CommandLineSetting(option.Name, key, value)] : [];

        IEnumerable<CommandLineSetting> Flag(Option<bool> option, string key) =>
            parsed.GetResult(option) is { Implicit: false } ? [new CommandLineSetting(option.Name, key, parsed.GetValue(option) ? "true" : "false")] : [];
    }
}
