using System.Net;

namespace Cloakroom.Replay.Harness;

/// <summary>What one request got. A request that was cut off or given up has no status.</summary>
internal sealed record Exchange(string Path, HttpStatusCode? Status, IReadOnlyList<string> Headers, IReadOnlyList<string> SetCookies, string Body)
{
    public bool IsSuccess => Status is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices;

    public static Exchange Lost(string path) => new(path, null, [], [], "");
}
