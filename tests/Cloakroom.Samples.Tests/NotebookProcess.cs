using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Cloakroom.Samples.Tests;

/// <summary>The sample as a process of its own, on a free loopback port, with the data directory given.</summary>
internal sealed partial class NotebookProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NotebookProcess(string data)
    {
        var start = new ProcessStartInfo("dotnet", [Places.NotebookAssembly])
        {
            WorkingDirectory = Places.Notebook,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["DataDirectory"] = data;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException("Notebook ended before it listened:\n" + Log));
    }

    public Uri Address { get; private set; } = null!;

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public static async Task<NotebookProcess> StartAsync(string data)
    {
        var notebook = new NotebookProcess(data);
        try
        {
            notebook._process.Start();
            notebook._process.BeginOutputReadLine();
            notebook._process.BeginErrorReadLine();
            notebook.Address = await notebook._address.Task.WaitAsync(StartLimit);
            return notebook;
        }
        catch
        {
            await notebook.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        catch (InvalidOperationException)
        {
            // It never started.
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.AppendLine(line);
        if (Listening().Match(line) is { Success: true } match)
            _address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
