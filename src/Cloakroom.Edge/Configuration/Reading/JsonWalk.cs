using System.Text;
using System.Text.Json;

namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>One pass over a JSON text that keeps the line of every setting.</summary>
internal ref struct JsonWalk(string name, ReadOnlySpan<byte> content, List<ConfigurationProblem> problems)
{
    private readonly ReadOnlySpan<byte> _content = content;
    private readonly List<Setting> _settings = [];
    private Utf8JsonReader _reader = new(content, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
    private int _line = 1;
    private int _counted;

    public IReadOnlyList<Setting> Read()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("the file must hold one object, { … }.", null, Line() - 1, null);
        ReadObject("");
        _reader.Read(); // Throws when something follows.
        return _settings;
    }

    private void ReadObject(string key)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            // A colon would be a level of its own; no option has one.
            var property = Unescape(_reader).Replace(':', '\uff1a');
            var place = Place();
            _reader.Read();
            if (key.Length == 0 && property == "$schema")
            {
                _reader.Skip();
                continue;
            }

            var child = OptionKey.Join(key, property);
            if (!seen.Add(property))
            {
                problems.Add(new ConfigurationProblem(true, place, child, "is set twice in the same object.", "Remove one of them."));
                _reader.Skip();
                continue;
            }

            ReadValue(child, place);
        }
    }

    private void ReadValue(string key, SettingPlace place)
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                _settings.Add(new Setting(key, SettingShape.Object, null, place));
                ReadObject(key);
                break;
            case JsonTokenType.StartArray:
                _settings.Add(new Setting(key, SettingShape.List, null, place));
                for (var i = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; i++)
                    ReadValue(OptionKey.At(key, i), Place());
                break;
            case JsonTokenType.Null:
                _settings.Add(new Setting(key, SettingShape.Null, null, place));
                break;
            case JsonTokenType.String:
                _settings.Add(new Setting(key, SettingShape.Value, Unescape(_reader), place));
                break;
            default:
                _settings.Add(new Setting(key, SettingShape.Value, Encoding.UTF8.GetString(_reader.ValueSpan), place));
                break;
        }
    }

    private static string Unescape(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair.
            return "\ufffd";
        }
    }

    private SettingPlace Place() => new($"{name}:{Line()}", NamesOption: false);

    private int Line()
    {
        var at = (int)_reader.TokenStartIndex;
        _line += _content[_counted..at].Count((byte)'\n');
        _counted = at;
        return _line;
    }
}
