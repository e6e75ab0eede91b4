using System.Text.Json;
using System.Text.Json.Nodes;
using Cloakroom.Edge.Configuration.Reading;
using Cloakroom.Edge.Configuration.Schema;

namespace Cloakroom.Edge.Configuration.Reload;

/// <summary>Options that a running edge does not change.</summary>
internal static class RestartOnly
{
    /// <returns>The new options with those kept that take a restart, and which of them had changed.</returns>
    public static (EdgeOptions Options, IReadOnlyList<string> Kept) Keep(EdgeOptions running, EdgeOptions read)
    {
        var (before, after) = (EdgeJson.Write(running).AsObject(), EdgeJson.Write(read).AsObject());
        var kept = new List<string>();
        Keep(OptionNode.Root, "", before, after, kept);
        return (after.Deserialize<EdgeOptions>(EdgeJson.Options)!, kept);
    }

    public static bool AreEqual(EdgeOptions a, EdgeOptions b) => JsonNode.DeepEquals(EdgeJson.Write(a), EdgeJson.Write(b));

    private static void Keep(OptionNode parent, string parentKey, JsonObject before, JsonObject after, List<string> kept)
    {
        foreach (var child in parent.Children)
        {
            var key = OptionKey.Join(parentKey, child.Name);
            var (old, @new) = (before[child.JsonName], after[child.JsonName]);
            if (child.NeedsRestart)
            {
                if (JsonNode.DeepEquals(old, @new))
                    continue;
                after[child.JsonName] = old?.DeepClone();
                kept.Add(OptionKey.Show(key));
            }
            else if (old is JsonObject oldObject && @new is JsonObject newObject)
            {
                Keep(child, key, oldObject, newObject, kept);
            }
        }
    }
}
