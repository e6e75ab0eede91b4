using System.Net;
using Cloakroom.Cli;
using Cloakroom.Cli.Console;
using Cloakroom.Cli.Control;
using Cloakroom.Console.Tests.Hosting;
using Cloakroom.Control;
using Cloakroom.Sqlite;
using Cloakroom.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace Cloakroom.Console.Tests.Alone;

/// <summary><c>cloakroom console</c>: for whoever started it, on this machine, and for nobody else on it.</summary>
public sealed class StandaloneTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cloakroom-console-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly ReadableWriter _out = new();
    private readonly ReadableWriter _error = new();
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_directory, "cloakroom.db");

    public async ValueTask InitializeAsync()
    {
        await using var store = Open();
        await store.OpenAsync(Ct);
        await store.MixupAsync("alice", "bob");
        await store.CreateAsync(Happening.RecordOf("alice", TimeProvider.System.GetUtcNow()), Sessions.SessionCreation.Plain, Ct);
        await store.EdgeAsync("edge-1:443", TimeProvider.System.GetUtcNow());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        _http.Dispose();
        await _out.DisposeAsync();
        await _error.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Run_OverTheStoreOfAnApplication_ShowsAndActs()
    {
        var (running, address) = await StartAsync();
        var browser = new Browser(_http, new Uri(address.GetLeftPart(UriPartial.Authority)));

        var entered = await browser.GetAsync(address.PathAndQuery);
        entered.Status.ShouldBe(HttpStatusCode.SeeOther);
        var cookie = entered.SetCookies.ShouldHaveSingleItem();
        var place = entered.Header("Location")!;
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=strict", Case.Insensitive);
        cookie.ShouldContain("path=" + place, Case.Insensitive);
        (await browser.GetAsync(place)).Body.ShouldContain("1 mix-up in 1 open incident, all blocked");
        (await browser.GetAsync(place + "/nodes")).Body.ShouldContain("edge-1:443");
        (await browser.GetAsync(place + "/sessions?q=alice")).Body.ShouldContain("As the store has them.");

        var page = await browser.GetAsync(place + "/confirm/mode?mode=SignInClosed");
        var fields = page.FieldsOf();
        fields["reason"] = "from the command";
        (await browser.PostAsync(place + "/confirm/mode", fields.Encode())).Status.ShouldBe(HttpStatusCode.SeeOther);
        await _stop.CancelAsync();
        (await running).ShouldBe(ExitCode.Success);

        await using var store = Open();
        await store.OpenAsync(Ct);
        var mode = (await store.ReadControlAsync(0, Ct)).Mode;
        (mode.Mode, mode.By, mode.Why).ShouldBe((CloakroomMode.SignInClosed, "ann@ops", "from the command"));
    }

    [Fact]
    public async Task Get_WithoutTheAddressThatWasPrinted_ShowsNothing()
    {
        var (running, address) = await StartAsync();
        var origin = new Uri(address.GetLeftPart(UriPartial.Authority));
        var browser = new Browser(_http, origin);
        var place = address.AbsolutePath[..^"/open".Length];

        (await browser.GetAsync(place)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetAsync(place + "/open?token=wrong")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetAsync(place + "/open")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetAsync("/")).Status.ShouldBe(HttpStatusCode.NotFound);
        browser.Cookies["cloakroom-console"] = "made-up";
        (await browser.GetAsync(place)).Status.ShouldBe(HttpStatusCode.Unauthorized);

        (await browser.GetAsync(address.PathAndQuery)).Status.ShouldBe(HttpStatusCode.SeeOther);
        var late = new Browser(_http, origin);
        (await late.GetAsync(address.PathAndQuery)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        late.HasSession.ShouldBeFalse();
        browser.Headers["Host"] = "evil.example";
        (await browser.GetAsync(place)).Status.ShouldBe(HttpStatusCode.MisdirectedRequest);
        await _stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080", "not of this machine alone")]
    [InlineData("192.0.2.1:80", "ssh -L")]
    [InlineData("https://127.0.0.1:80", "not understood")]
    [InlineData("everywhere", "not understood")]
    public async Task Run_ListeningWhereOthersCome_IsRefused(string listen, string said)
    {
        (await RunAsync(["console", "--store", File, "--listen", listen])).ShouldBe(ExitCode.Usage);

        _error.ToString().ShouldContain(said);
    }

    [Fact]
    public async Task Run_OnAPortInUse_SaysSoInALine()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        (await RunAsync(["console", "--store", File, "--listen", $"http://{taken.LocalEndpoint}"])).ShouldBe(ExitCode.Failure);

        _error.ToString().Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("in use by another program");
    }

    [Fact]
    public async Task Run_WithoutAStore_SaysWhatWasLookedFor()
    {
        (await RunAsync(["console", "--store", Path.Combine(_directory, "none.db")])).ShouldBe(ExitCode.Failure);

        _error.ToString().ShouldContain("none.db: there is no such file");
    }

    private SqliteStore Open() => new(new SqliteStoreOptions { Path = File, ReaderCount = 1 }, TimeProvider.System, NullLogger<SqliteStore>.Instance);

    private async Task<(Task<int> Running, Uri Address)> StartAsync()
    {
        var running = RunAsync(["console", "--store", File]);
        Uri? address = null;
        await Eventually.TrueAsync(() =>
        {
            running.IsCompleted.ShouldBeFalse(_error.ToString());
            return Uri.TryCreate(_out.ToString().Split('\n').ElementAtOrDefault(1)?.Trim(), UriKind.Absolute, out address) && _out.ToString().Contains("Ctrl-C", StringComparison.Ordinal);
        });
        return (running, address!);
    }

    private Task<int> RunAsync(string[] args)
    {
        var terminal = new Terminal(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_out) }), _out, _error);
        var setting = new ControlSetting(terminal, new Dictionary<string, string>(), "ann@ops", TimeProvider.System);
        var root = CommandLine.Root(ConsoleCommand.Create(setting));
        return root.Parse(args).Errors.Count > 0
            ? CommandLine.RunAsync(root, args, terminal)
            : root.Parse(args).InvokeAsync(new System.CommandLine.InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false }, _stop.Token);
    }
}
