using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cloakroom.Cli.Control;

/// <summary>One document on standard output.</summary>
internal static class ControlJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter() },
    };

    public static void Write<T>(Terminal terminal, T document) => terminal.Out.WriteLine(JsonSerializer.Serialize(document, Options));
}
