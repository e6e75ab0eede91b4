using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using Cloakroom.Cli.Control;
using Cloakroom.Console.Alone;

namespace Cloakroom.Cli.Console;

/// <summary><c>cloakroom console</c>: the web console over a store, for whoever starts it, on this machine.</summary>
internal static class ConsoleCommand
{
    public static Command Create(ControlSetting setting)
    {
        var store = new StoreChoice();
        var listen = new Option<IPEndPoint>("--listen")
        {
            Description = "Where to listen, on this machine only. Default: http://127.0.0.1:0, which is any free port.",
            HelpName = "http://127.0.0.1:port",
            DefaultValueFactory = _ => new IPEndPoint(IPAddress.Loopback, 0),
            CustomParser = ParseListen,
        };
        var command = new ServerCommand("console", "See what is wrong, who saw whom, and act on it: in a browser on this machine, over the store of an application or of edges.") { listen };
        store.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ControlSession.RunAsync(
            setting,
            () => store.Find(parsed, setting.Environment),
            session => ServeAsync(setting, session, parsed.GetValue(listen)!, cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task<int> ServeAsync(ControlSetting setting, ControlSession session, IPEndPoint listen, CancellationToken cancellationToken)
    {
        StandaloneConsole console;
        try
        {
            console = await StandaloneConsole.StartAsync(session.Store, session.Calls, setting.Operator, listen, setting.Time, cancellationToken);
        }
        catch (IOException e) when (e is { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException })
        {
            throw new ControlException($"{listen} is in use by another program. Choose another port with --listen, or leave it out for any that is free.");
        }
        catch (SocketException e)
        {
            throw new ControlException($"{listen} cannot be listened on ({e.SocketErrorCode}). Choose another with --listen.");
        }

        await using (console)
        {
            setting.Terminal.Out.WriteLine("The console is open at this address, once and for one browser:");
            setting.Terminal.Out.WriteLine($"  {console.Address}");
            setting.Terminal.Out.WriteLine("What you do there is written down as done by " + Text.Printable(setting.Operator) + ". Ctrl-C ends it.");
            await setting.Terminal.Out.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return ExitCode.Success;
    }

    private static IPEndPoint ParseListen(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var isAddress = Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var uri) && uri is { Scheme: "http", PathAndQuery: "/" };
        var host = isAddress && uri!.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" : uri?.Host.Trim('[', ']');
        if (isAddress && IPAddress.TryParse(host, out var address))
        {
            if (IPAddress.IsLoopback(address))
                return new IPEndPoint(address, text.EndsWith($":{uri!.Port}", StringComparison.Ordinal) || text.EndsWith($":{uri.Port}/", StringComparison.Ordinal) ? uri.Port : 0);
            result.AddError($"--listen {Text.Printable(text)}: is not of this machine alone. Listen on 127.0.0.1 and come through ssh -L, or mount the console in an application with MapCloakroomConsole, behind its own sign-in and TLS.");
        }
        else
        {
            result.AddError($"--listen {Text.Printable(text)}: not understood; give an address such as http://127.0.0.1:8080.");
        }

        return new IPEndPoint(IPAddress.Loopback, 0);
    }
}
