using System.Text.Json;

namespace Cloakroom.Probe.Scenarios.Reading;

/// <summary>A value in a JSON text, with its place.</summary>
/// <param name="Kind">String, Number, True, False, Null, Object or Array.</param>
/// <param name="Line">From 1.</param>
/// <param name="Path"><c>signIn[1].form</c>; empty for the whole.</param>
/// <param name="Text">Of a string, unescaped; of a number, as written; empty for others.</param>
/// <param name="Members">Of an object, in order, each name once.</param>
/// <param name="Items">Of an array.</param>
internal sealed record JsonPart(JsonValueKind Kind, int Line, string Path, string Text, IReadOnlyList<KeyValuePair<string, JsonPart>> Members, IReadOnlyList<JsonPart> Items);
