#pragma warning disable CA5350 // SHA-1 is what Jingo takes.
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cloakroom.Replay.Applications;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Probe.Tests.Applications;

/// <summary>
/// Jingo, a wiki on Express, from npm, with pages in a git repository. The session is in the cookie itself, so that all who have just come get the very same
/// one; who has edited a page is shown to everybody, with a picture by the hash of their mail address.
/// </summary>
internal static class Jingo
{
    /// <summary>What is missing on this machine; null when it can run.</summary>
    public static string? WhyUnavailable =>
        Executable.Find("git") is null ? "git is not installed (apt install git)." : Prerequisites.WhyUnavailable(ApplicationKind.ExpressSession);

    public static async Task<RunningApplication> StartAsync()
    {
        var modules = await NodeModules.InstallAsync(Path.Combine(AppContext.BaseDirectory, "Applications", "jingo"), TestContext.Current.CancellationToken);
        var wiki = new RunningApplication();
        try
        {
            var pages = Directory.CreateDirectory(Path.Combine(wiki.Directory, "pages")).FullName;
            // Nobody's own settings of git.
            var environment = new Dictionary<string, string> { ["GIT_CONFIG_GLOBAL"] = "/dev/null", ["GIT_CONFIG_SYSTEM"] = "/dev/null", ["NW_ADDR"] = "127.0.0.1" };
            await GitAsync(pages, environment, "init", "--quiet", "--initial-branch=master");
            await EditAsync(wiki, environment, Member.All[0], "Home.md", "# Home\nWelcome. See [[Orchids]].\n");
            await EditAsync(wiki, environment, Member.All[1], "Orchids.md", "# Orchids\nHow to water them.\n");
            await wiki.StartAsync("node", (directory, port) => [Path.Combine(modules, "jingo", "jingo"), "--config", Configure(directory, port, pages)], environment);
            return wiki;
        }
        catch
        {
            await wiki.DisposeAsync();
            throw;
        }
    }

    // In JSON, which is YAML.
    private static string Configure(string directory, int port, string pages)
    {
        var off = () => new JsonObject { ["enabled"] = false };
        var configuration = new JsonObject
        {
            ["application"] = new JsonObject { ["title"] = "Field notes", ["repository"] = pages, ["pushInterval"] = 0, ["secret"] = "of this test", ["loggingMode"] = 0 },
            ["authentication"] = new JsonObject
            {
                ["google"] = off(),
                ["github"] = off(),
                ["ldap"] = off(),
                ["alone"] = off(),
                ["local"] = new JsonObject
                {
                    ["enabled"] = true,
                    ["accounts"] = new JsonArray([.. Member.All.Select(member => new JsonObject { ["username"] = member.User, ["passwordHash"] = HashOf(member.Password), ["email"] = member.Email })]),
                },
            },
            ["server"] = new JsonObject { ["port"] = port },
            ["pages"] = new JsonObject { ["index"] = "Home" },
        };
        var file = Path.Combine(directory, "config.json");
        File.WriteAllText(file, configuration.ToJsonString());
        return file;
    }

    private static string HashOf(string password) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(password)));

    private static async Task EditAsync(RunningApplication wiki, Dictionary<string, string> environment, Member member, string page, string text)
    {
        var pages = Path.GetDirectoryName(wiki.Write($"pages/{page}", text))!;
        await GitAsync(pages, environment, "add", page);
        await GitAsync(pages, environment, "-c", $"user.name={member.User}", "-c", $"user.email={member.Email}", "commit", "--quiet", "--message", $"Writes {page}");
    }

    private static async Task GitAsync(string directory, Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable.Find("git") ?? throw new ScenarioInvalidException("git is not installed."), arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var git = Process.Start(start) ?? throw new ScenarioInvalidException("git did not start.");
        var said = await git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (git.ExitCode != 0)
            throw new ScenarioInvalidException(string.Create(CultureInfo.InvariantCulture, $"'git {arguments[0]}' ended with {git.ExitCode}: {said.Trim()}"));
    }
}
