using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Cloakroom.Cli.Control;

namespace Cloakroom.Cli.Verify;

/// <summary>Where test users sign in, and how.</summary>
internal sealed class VerifyOptions
{
    public Option<Uri?> Url { get; } = new("--url")
    {
        Description = "The public address, as users have it, through every cache and proxy: two test users sign in there, crosswise.",
        HelpName = "https://…",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && IsLocal(url.Host))))
                return url;
            result.AddError($"--url {Text.Printable(text)}: not understood; give an https address, or http on this machine.");
            return null;
        },
    };

    public Option<string?> Scenario { get; } = new("--scenario")
    {
        Description = "How two test users sign in, as a file in JSON, as cloakroom probe has it. See docs/verify.md.",
        HelpName = "verify.json",
    };

    public void AddTo(Command command)
    {
        command.Add(Url);
        command.Add(Scenario);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Url) is null != result.GetResult(Scenario) is null)
                result.AddError("--url and --scenario: the one says where, the other how; give both.");
        });
    }

    private static bool IsLocal(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
