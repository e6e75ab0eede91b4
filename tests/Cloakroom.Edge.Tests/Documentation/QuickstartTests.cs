using System.Globalization;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Replay.Applications;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Documentation;

/// <summary>The README's quickstart of the edge, followed to the letter but for its ports, which others may have on this machine.</summary>
public sealed class QuickstartTests
{
    [Fact]
    public async Task Quickstart_FollowedLiterally_SaysWhatItSaysItSays()
    {
        if (Prerequisites.WhyUnavailable(ApplicationKind.ExpressSession) is { } missing && Environment.GetEnvironmentVariable("CI") != "true") Assert.Skip(missing);

        var (app, edge, admin) = (LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free());
        var steps = Snippet.Of(Repository.PathOf("README.md"), "## Quickstart for everybody else: the edge");
        steps.Select(step => step.Language).ShouldBe(["sh", "js", "sh", "sh", "sh"]);
        var (install, script, start, guard, use) = (steps[0].Text, WithPorts(steps[1].Text), steps[2].Text, WithPorts(steps[3].Text), WithPorts(steps[4].Text));
        using var home = new TemporaryDirectory();

        var shop = Path.Combine(home.Path, "shop");
        await InstallAsync(install, home.Path, shop);
        await File.WriteAllTextAsync(Path.Combine(shop, "app.js"), script, TestContext.Current.CancellationToken);
        await using var application = await Shell.StartAsync(start, shop, app, new Dictionary<string, string>());
        await using var cloakroom = await Shell.StartAsync(guard, Repository.Root, edge, new Dictionary<string, string>
        {
            ["CLOAKROOM_EDGE_LISTEN__0"] = $"http://127.0.0.1:{Text(edge)}",
            ["CLOAKROOM_EDGE_ADMIN__LISTEN"] = $"http://127.0.0.1:{Text(admin)}",
            ["CLOAKROOM_EDGE_STORE__DIRECTORY"] = Path.Combine(home.Path, "cloakroom-edge"),
        });

        foreach (var line in use.Split('\n'))
        {
            var (command, expected) = (line[..line.LastIndexOf('#')].Trim(), line[(line.LastIndexOf('#') + 1)..].Split(':')[0].Trim());
            (await Shell.RunAsync(command, home.Path)).Trim().ShouldBe(expected, command);
        }

        await Eventually.TrueAsync(() => cloakroom.Said.Contains("foreign-binding", StringComparison.Ordinal));

        string WithPorts(string text) => text.Replace("3000", Text(app), StringComparison.Ordinal).Replace("8080", Text(edge), StringComparison.Ordinal);
    }

    /// <summary>What npm fetches is not on this machine, and may be out of reach for a moment.</summary>
    private static async Task InstallAsync(string install, string home, string made)
    {
        for (var left = 2; ; left--)
        {
            try
            {
                await Shell.RunAsync(install, home);
                return;
            }
            catch (ShouldAssertException) when (left > 0)
            {
                if (Directory.Exists(made)) Directory.Delete(made, recursive: true);
                await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            }
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
