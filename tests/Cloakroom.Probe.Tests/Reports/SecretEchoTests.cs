using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Cloakroom.Cli;
using Cloakroom.Cli.Control;
using Cloakroom.Cli.Probe;
using Cloakroom.Probe.Tests.Hosting;
using Spectre.Console;

namespace Cloakroom.Probe.Tests.Reports;

/// <summary>The real command against a site that echoes everything: nothing that the probe was given, or was told, is in anything that it says.</summary>
public sealed class SecretEchoTests : IDisposable
{
    private static readonly Dictionary<string, string> Environment = new() { ["PREVIEW_KEY"] = "umbrella sandwich", ["BACK_DOOR"] = "velvet hammer" };

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("cloakroom-echo-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Probe_OfASiteThatEchoesAll_SaysNoSecretAnywhere()
    {
        await using var site = await EchoSite.StartAsync();
        await File.WriteAllTextAsync(
            PathOf("accounts.csv"),
            "name,user,password,seed,email\nalice,alice,tulip marble river,JBSWY3DPEHPK3PXP,alice@mail.example.test\nbob,bob,copper ladder ocean,KRSXG5CTMVRXEZLU,bob@mail.example.test\nmallory,mallory,silver pocket garden,MFRGGZDFMZTWQ2LK,mallory@mail.example.test\n",
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            PathOf("scenario.json"),
            """
            {
              "signIn": [
                { "path": "/login", "headers": { "X-Preview": "${PREVIEW_KEY}" }, "extract": { "proof": { "selector": "input[name=proof]", "attribute": "value" }, "ticket": { "header": "X-Ticket" } } },
                { "method": "POST", "path": "/login", "followRedirects": true,
                  "form": { "user": "{user}", "pass": "{password}", "proof": "{proof}", "code": "{totp:seed}", "seed": "{seed}", "door": "${BACK_DOOR}" } }
              ],
              "markers": [ "email" ],
              "exclude": [ "/locked/" ]
            }
            """,
            TestContext.Current.CancellationToken);

        var said = await RunAsync(site.Url, "6s", 1_500, "--json", PathOf("one.json"), "--html", PathOf("one.html"), "--junit", PathOf("one.xml"), "--sarif", PathOf("one.sarif"));
        said += await RunAsync(site.Url, "2s", 150, "--json", PathOf("two.json"), "--html", PathOf("two.html"), "--compare", PathOf("one.json"));
        var outputs = new Dictionary<string, string> { ["terminal"] = said };
        foreach (var file in _directory.GetFiles("one.*").Concat(_directory.GetFiles("two.*")))
            outputs[file.Name] = await File.ReadAllTextAsync(file.FullName, TestContext.Current.CancellationToken);

        outputs["one.json"].ShouldContain("foreign-marker", customMessage: said);
        site.Heard.Select(one => one.Name).Distinct().ShouldBe(["X-Preview", "X-Door", "csrf", "user", "pass", "proof", "code", "seed", "door", "ticket", "email"], ignoreOrder: true);
        var wrong = new List<string>();
        foreach (var (name, value) in site.Heard.Where(one => one.Name is not "user"))
        {
            // Six digits are in many numbers; as the site writes them they are the code.
            string[] forms = name == "code" ? [$"[[code {value}"] : [value, Convert.ToBase64String(Encoding.UTF8.GetBytes("k:" + value))[4..^4], value[..(value.Length * 2 / 3)]];
            wrong.AddRange(
                from output in outputs
                from form in forms
                where Readings(output.Value).Any(reading => reading.Contains(form, StringComparison.OrdinalIgnoreCase))
                select $"{name} '{form}' in {output.Key}: …{Around(output.Value, form)}…");
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Probe_AddressWithAPassword_IsRefusedWithoutIt()
    {
        var said = await RunAsync(new Uri("https://alice:velvet-hammer@shop.example.test/"), "1s", 1);

        said.ShouldContain("address of a site");
        said.ShouldNotContain("velvet-hammer");
    }

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    private static string Around(string text, string form) => text.IndexOf(form, StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? text[Math.Max(0, at - 60)..Math.Min(text.Length, at + form.Length + 20)] : "";

    private async Task<string> RunAsync(Uri site, string time, int requests, params string[] more)
    {
        using var output = new StringWriter();
        var both = TextWriter.Synchronized(output);
        var terminal = new Terminal(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(both) }), both, both);
        var setting = new ControlSetting(terminal, new Dictionary<string, string>(), "ann", TimeProvider.System);
        string[] args =
        [
            "probe", site.OriginalString, "--accounts", PathOf("accounts.csv"), "--scenario", PathOf("scenario.json"), "--rate", "800", "--time", time, "--tactic", "timed-pair", "--max-pages", "40",
            "--max-requests", requests.ToString(System.Globalization.CultureInfo.InvariantCulture), "--header", "X-Door: walnut cabinet", .. more,
        ];
        await CommandLine.Root(ProbeCommand.Create(setting, name => Environment.GetValueOrDefault(name))).Parse(args)
            .InvokeAsync(new System.CommandLine.InvocationConfiguration { Output = both, Error = both, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return output.ToString();
    }

    private static IEnumerable<string> Readings(string output)
    {
        yield return output;
        yield return WebUtility.UrlDecode(output);
        yield return WebUtility.HtmlDecode(output);
        yield return WebUtility.HtmlDecode(WebUtility.HtmlDecode(output));
        yield return Regex.Replace(output, @"\\u([0-9a-fA-F]{4})", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());
    }
}
