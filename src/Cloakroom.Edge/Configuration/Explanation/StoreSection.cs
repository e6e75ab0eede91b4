using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>What outlives the edge, and how it is operated.</summary>
internal static class StoreSection
{
    public static ExplainedSection Explain(EdgeOptions options)
    {
        var lines = new List<ExplainedLine>();
        if (options.Store.InMemory)
        {
            lines.Add(new ExplainedLine("in memory", "Keys, who has which session, and the journal end with the edge: everybody is signed out by a restart. No other edge and no cloakroom command can share them.", IsRisk: true));
        }
        else
        {
            var directory = Shown.Of(options.Store.Directory);
            lines.Add(new ExplainedLine(directory, "Keeps the keys (keys/), and in edge.db who was issued which session, control and the journal. Of secrets only tags are kept. Whoever reads keys/ can open sealed cookies: let only the edge read it."));
            lines.Add(new ExplainedLine("", options.Store.UseRetention == TimeSpan.Zero
                ? "Which browser used which session is not recorded (store.useRetention): after a mix-up nobody can say who saw whom how often."
                : $"Which browser used which session in which minute is kept for {Words.Of(options.Store.UseRetention)}, by tags: cloakroom impact says from it who saw whom."));
            lines.Add(new ExplainedLine("", $"Edges that share it act as one. cloakroom status --data {directory} tells what is in force on them; signin close, read-only, lockdown and revoke change it, on all."));
        }

        lines.Add(options.Admin.Listen.Length == 0
            ? new ExplainedLine("no admin address", "Health, status and metrics cannot be asked for.")
            : new ExplainedLine(Shown.Of(options.Admin.Listen), "Health (/healthz/live, /healthz/ready), /status and /metrics, for operators."));
        return new ExplainedSection("Store and control", lines);
    }
}
