using Cloakroom.Cli.Control;
using Cloakroom.Notices;

namespace Cloakroom.Cli.Notice;

/// <summary>Who is told and who is not, in words.</summary>
internal static class NoticeReport
{
    private const int MaxNames = 20;

    public static void WritePreview(Terminal terminal, NoticeGroup group, NoticePlan plan)
    {
        var output = terminal.Out;
        output.WriteLine($"{(group == NoticeGroup.Owners ? "Owners, whose data was shown" : "Receivers, who were shown data")}: {Text.Number(plan.Ready.Count)} to be told. Nothing was sent.");
        Others(terminal, plan, alsoTold: true);
        if (plan.Ready.Count == 0) return;
        var first = plan.Ready[0];
        output.WriteLine();
        output.WriteLine($"To: {Text.Printable(first.Name.Length == 0 ? first.Address.Address : $"{first.Name} <{first.Address.Address}>")}");
        output.WriteLine($"Subject: {Text.Printable(first.Subject)}");
        output.WriteLine();
        foreach (var line in first.Body.TrimEnd('\n').Split('\n')) output.WriteLine(Text.Printable(line));
    }

    /// <param name="terminal">Where to.</param>
    /// <param name="plan">What was to be done.</param>
    /// <param name="result">What was done, as a sentence.</param>
    /// <param name="taken">How many somebody else claimed meanwhile, or had the address of another who is told.</param>
    public static void WriteResult(Terminal terminal, NoticePlan plan, string result, int taken)
    {
        terminal.Out.WriteLine(result);
        if (taken > 0)
            terminal.Out.WriteLine($"  {Text.Number(taken)} left out: their address is that of somebody who is told, or somebody else is telling them.");
        Others(terminal, plan, alsoTold: true);
    }

    private static void Others(Terminal terminal, NoticePlan plan, bool alsoTold)
    {
        var output = terminal.Out;
        if (alsoTold && plan.Told.Count > 0)
            output.WriteLine($"  {Text.Number(plan.Told.Count)} told before, the last {Text.Time(plan.Told.Max(record => record.ToldAt!.Value))}.");
        if (plan.WithoutAddress.Count > 0)
            output.WriteLine($"  {Text.Number(plan.WithoutAddress.Count)} without an address in the table: {Names(plan.WithoutAddress.Select(person => person.Person))}");
        if (plan.Unnamed > 0)
            output.WriteLine($"  {Text.Number(plan.Unnamed)} not reachable: anonymous, so that nobody knows who they are.");
        if (plan.Unconfirmed.Count > 0)
        {
            output.WriteLine($"  {Text.Number(plan.Unconfirmed.Count)} begun and never confirmed, so they may have been told: {Names(plan.Unconfirmed.Select(record => $"{record.Person} (by {record.By}, {Text.Time(record.At)})"))}");
            output.WriteLine("    If nobody is about it any more, and they were not: --include-unconfirmed.");
        }

        if (!plan.IsComplete)
            terminal.Error.WriteLine("cloakroom: the incident has more rows than were read, and there may be more people. Ask for its parts: cloakroom impact --from --to.");
    }

    private static string Names(IEnumerable<string> names)
    {
        var all = names.Select(Text.Printable).ToList();
        return string.Join(", ", all.Take(MaxNames)) + (all.Count > MaxNames ? $" and {Text.Number(all.Count - MaxNames)} more" : "");
    }
}
