using Cloakroom.Edge.Cookies;
using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Guard;

/// <summary>Joins the chunks of long values. The request is read once for it, whatever a stranger repeats.</summary>
internal sealed class LaterChunks
{
    // Honest first chunks fill a browser's 4 KB, and no request has more than 64 KB of headers.
    private const int MostJoins = 16;

    private readonly string _header;
    private readonly Dictionary<string, CookiePair?> _chunks = new(StringComparer.Ordinal);
    private int _joins;

    public LaterChunks(string header)
    {
        _header = header;
        foreach (var pair in CookiePair.Parse(header))
        {
            var name = pair.NameIn(header);
            if (!SealedChunks.IsLaterChunk(name, out _))
                continue;
            // Of two with one name, nobody knows which is meant.
            var text = name.ToString();
            _chunks[text] = _chunks.ContainsKey(text) ? null : pair;
        }
    }

    /// <returns>Null when a chunk is missing or comes twice, or too much is to be joined.</returns>
    public string? Join(string name, string first) =>
        _joins++ < MostJoins ? SealedChunks.Join(name, first, Find) : null;

    private string? Find(string name) => _chunks.GetValueOrDefault(name) is { } pair ? pair.ValueIn(_header).ToString() : null;
}
