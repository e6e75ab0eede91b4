using System.Text;

namespace Cloakroom.Console.Tests.Alone;

/// <summary>Keeps what is written. Unlike a <see cref="StringWriter"/> it may be read while others write.</summary>
internal sealed class ReadableWriter : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.Unicode;

    public override void Write(char value)
    {
        lock (_lock)
            _text.Append(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        lock (_lock)
            _text.Append(buffer, index, count);
    }

    public override void Write(string? value)
    {
        lock (_lock)
            _text.Append(value);
    }

    public override string ToString()
    {
        lock (_lock)
            return _text.ToString();
    }
}
