using System.Text;

namespace Cloakroom.Cli;

/// <summary>
/// Writes to a terminal, and to nowhere when that is gone: a window that somebody has closed must not end what still has a report to write. For terminals only; what cannot
/// be written to a file or a pipe somebody will miss.
/// </summary>
/// <param name="terminal">Fails with an <see cref="IOException"/> once it is gone.</param>
internal sealed class PersonWriter(TextWriter terminal) : TextWriter
{
    public override Encoding Encoding => terminal.Encoding;

    public override void Write(char value) => Try(() => terminal.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => terminal.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => terminal.Write(value));

    public override void WriteLine(string? value) => Try(() => terminal.WriteLine(value));

    public override void Flush() => Try(terminal.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // Nobody can read it any more.
        }
    }
}
