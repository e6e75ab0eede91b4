using System.Diagnostics;
using System.Text;

namespace Cloakroom.Edge.Tests.Hosting;

/// <summary>A process with all that it has said; it ends with this, and what it started too.</summary>
internal sealed class HeardProcess : IAsyncDisposable
{
    private readonly StringBuilder _said = new();

    public HeardProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        Process = new Process { StartInfo = start };
        Process.OutputDataReceived += (_, line) => Hear(line.Data);
        Process.ErrorDataReceived += (_, line) => Hear(line.Data);
        Process.Start();
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
    }

    public Process Process { get; }

    /// <summary>Output and errors, as they came.</summary>
    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited) Process.Kill(entireProcessTree: true);
        await Process.WaitForExitAsync(CancellationToken.None);
        Process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_said) _said.AppendLine(line);
    }
}
