using System.Text.Json;
using Cloakroom.Cli.Control;
using Cloakroom.Probe.Watching;

namespace Cloakroom.Cli.Probe.Watch;

/// <summary>How a watch does, for supervisors that look at a file: replaced as a whole after each round. One that grows old tells that the watch hangs or is gone.</summary>
internal sealed class HealthFile(string path)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    /// <exception cref="ControlException">It could not be written.</exception>
    public void RequireWritable()
    {
        if (TryWrite(new { state = "starting" }) is { } problem)
            throw new ControlException(problem);
    }

    /// <returns>What is wrong; null when it is written.</returns>
    public string? Write(WatchRound round, int waiting) => TryWrite(new
    {
        state = round.HasTested && round.Problem is null ? "testing" : "untested",
        at = round.EndedAt,
        round = round.Number,
        problem = round.Problem,
        lastTestedAt = round.LastTestedAt,
        leaks = round.Present,
        untested = round.Report?.Untested.Count ?? 0,
        waitingForStore = waiting,
    });

    private string? TryWrite<T>(T content)
    {
        try
        {
            var beside = path + ".new";
            File.WriteAllText(beside, JsonSerializer.Serialize(content, Options) + "\n");
            File.Move(beside, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{Text.Printable(path)}: cannot be written: {Text.Printable(e.Message)}";
        }
    }
}
