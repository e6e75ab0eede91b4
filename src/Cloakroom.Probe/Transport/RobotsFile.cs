using System.Text;

namespace Cloakroom.Probe.Transport;

/// <summary>A site's robots.txt (RFC 9309).</summary>
internal static class RobotsFile
{
    /// <summary>By which the file names the probe.</summary>
    public const string ProductToken = "cloakroom-probe";

    /// <summary>RFC 9309 section 2.5 asks for at least 500 KiB.</summary>
    private const int MostBytes = 500 * 1024;

    /// <summary>The rules of the groups that name the probe, or else of those for <c>*</c>.</summary>
    public static RobotsRules Parse(ReadOnlySpan<byte> file)
    {
        var text = Encoding.UTF8.GetString(file[..Math.Min(file.Length, MostBytes)]);
        var own = new List<(RobotsPattern, bool)>();
        var others = new List<(RobotsPattern, bool)>();
        var (isOwn, isForAll, hasOwn, inAgents) = (false, false, false, false);
        foreach (var line in text.TrimStart('\uFEFF').Split(['\r', '\n']))
        {
            var comment = line.IndexOf('#', StringComparison.Ordinal);
            var content = comment < 0 ? line : line[..comment];
            var colon = content.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                continue;
            var (key, value) = (content[..colon].Trim().ToLowerInvariant(), content[(colon + 1)..].Trim());
            switch (key)
            {
                case "user-agent":
                    // Several lines in a row name several agents for the group that follows.
                    if (!inAgents)
                        (isOwn, isForAll) = (false, false);
                    inAgents = true;
                    isForAll |= value == "*";
                    isOwn |= Product(value).Equals(ProductToken, StringComparison.OrdinalIgnoreCase);
                    hasOwn |= isOwn;
                    break;
                case "allow" or "disallow":
                    inAgents = false;
                    // An empty pattern matches nothing.
                    if (value.Length == 0)
                        break;
                    var rule = (new RobotsPattern(value), key == "allow");
                    if (isOwn)
                        own.Add(rule);
                    if (isForAll)
                        others.Add(rule);
                    break;
            }
        }

        return new RobotsRules(hasOwn ? own : others);
    }

    private static string Product(string agent)
    {
        var end = agent.AsSpan().IndexOfAny("/ ");
        return end < 0 ? agent : agent[..end];
    }
}
