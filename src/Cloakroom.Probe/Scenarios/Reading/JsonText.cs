using System.Text;
using System.Text.Json;
using Cloakroom.Probe.Inputs;

namespace Cloakroom.Probe.Scenarios.Reading;

/// <summary>One pass over a JSON text that keeps the line of everything. Comments and trailing commas are allowed.</summary>
internal ref struct JsonText
{
    private readonly ReadOnlySpan<byte> _content;
    private readonly string _file;
    private readonly List<InputProblem> _problems;
    private Utf8JsonReader _reader;
    private int _line = 1;
    private int _counted;

    private JsonText(string file, ReadOnlySpan<byte> content, List<InputProblem> problems)
    {
        _file = file;
        _content = content;
        _problems = problems;
        _reader = new Utf8JsonReader(content, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
    }

    /// <returns>Null when it is not JSON, with a problem.</returns>
    public static JsonPart? Parse(string file, string text, List<InputProblem> problems)
    {
        var walk = new JsonText(file, Encoding.UTF8.GetBytes(text), problems);
        try
        {
            walk._reader.Read();
            var whole = walk.ReadValue("", walk.Line());
            walk._reader.Read(); // Throws when something follows.
            return whole;
        }
        catch (JsonException syntax)
        {
            // Its message may quote what stands there.
            problems.Add(new InputProblem(file, (int)(syntax.LineNumber ?? 0) + 1, null, "not JSON from here on.", "Look for a comma, quote or bracket that is missing or too many, here or in the line before."));
            return null;
        }
    }

    private JsonPart ReadValue(string path, int line)
    {
        var kind = _reader.TokenType switch
        {
            JsonTokenType.StartObject => JsonValueKind.Object,
            JsonTokenType.StartArray => JsonValueKind.Array,
            JsonTokenType.String => JsonValueKind.String,
            JsonTokenType.Number => JsonValueKind.Number,
            JsonTokenType.True => JsonValueKind.True,
            JsonTokenType.False => JsonValueKind.False,
            _ => JsonValueKind.Null,
        };
        return new JsonPart(
            kind,
            line,
            path,
            kind switch { JsonValueKind.String => Unescaped(), JsonValueKind.Number => Encoding.UTF8.GetString(_reader.ValueSpan), _ => "" },
            kind == JsonValueKind.Object ? ReadMembers(path) : [],
            kind == JsonValueKind.Array ? ReadItems(path) : []);
    }

    private List<KeyValuePair<string, JsonPart>> ReadMembers(string path)
    {
        var members = new List<KeyValuePair<string, JsonPart>>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var name = Unescaped();
            var line = Line();
            _reader.Read();
            var value = ReadValue(path.Length == 0 ? name : $"{path}.{name}", line);
            if (members.Exists(member => member.Key == name))
                _problems.Add(new InputProblem(_file, line, value.Path, "stands twice in the same object.", "Remove one of them."));
            else
                members.Add(new(name, value));
        }

        return members;
    }

    private List<JsonPart> ReadItems(string path)
    {
        var items = new List<JsonPart>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadValue($"{path}[{items.Count}]", Line()));
        return items;
    }

    private readonly string Unescaped()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair.
            return "\ufffd";
        }
    }

    private int Line()
    {
        var at = (int)_reader.TokenStartIndex;
        _line += _content[_counted..at].Count((byte)'\n');
        _counted = at;
        return _line;
    }
}
