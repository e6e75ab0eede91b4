using Cloakroom.Cli;
using Cloakroom.Cli.Control;
using Spectre.Console;

namespace Cloakroom.Edge.Tests.Control;

/// <summary>Runs commands that ask and change what is in force in this process and keeps what it writes.</summary>
internal sealed class ControlHarness(TimeProvider? time = null) : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public Dictionary<string, string> Environment { get; } = [];

    public Task<int> RunAsync(params string[] args)
    {
        _out.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var terminal = new Terminal(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_out) }), _out, _error);
        var setting = new ControlSetting(terminal, Environment, "ann@test", time ?? TimeProvider.System);
        return CommandLine.RunAsync(CommandLine.Root(ControlCommands.Create(setting)), args, terminal);
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }
}
