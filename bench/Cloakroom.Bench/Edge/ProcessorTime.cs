using System.Globalization;

namespace Cloakroom.Bench.Edge;

/// <summary>Processor time as the kernel counts it, in hundredths of a second: the same clock for managed and native servers. Linux only; zero elsewhere.</summary>
internal static class ProcessorTime
{
    private const string Root = "/proc";
    private const double TicksPerSecond = 100;

    // Columns after the program's name, which may hold spaces itself: proc(5).
    private const int Parent = 1;
    private const int User = 11;
    private const int System = 12;
    private const int ChildrenUser = 13;
    private const int ChildrenSystem = 14;

    /// <summary>Of a process and its children, alive or waited for.</summary>
    public static double OfTree(int process) => OfTree(process, ReadAll());

    /// <summary>Of everything on this machine that is neither this process nor one that it has started.</summary>
    public static double OfOthers()
    {
        if (!Directory.Exists(Root))
            return 0;
        var all = ReadAll();
        var machine = File.ReadLines(Path.Combine(Root, "stat")).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // user, nice, system; time that goes to interrupts is nobody's.
        var busy = Enumerable.Range(1, 3).Sum(column => double.Parse(machine[column], CultureInfo.InvariantCulture)) / TicksPerSecond;
        return busy - OfTree(Environment.ProcessId, all);
    }

    private static double OfTree(int process, Dictionary<int, string[]> all)
    {
        if (!all.TryGetValue(process, out var columns))
            return 0;
        var own = new[] { User, System, ChildrenUser, ChildrenSystem }.Sum(column => double.Parse(columns[column], CultureInfo.InvariantCulture)) / TicksPerSecond;
        return own + all.Where(other => other.Value[Parent] == process.ToString(CultureInfo.InvariantCulture)).Sum(child => OfTree(child.Key, all));
    }

    private static Dictionary<int, string[]> ReadAll()
    {
        var all = new Dictionary<int, string[]>();
        if (!Directory.Exists(Root))
            return all;
        foreach (var directory in Directory.EnumerateDirectories(Root))
        {
            if (!int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id))
                continue;
            try
            {
                var line = File.ReadAllText(Path.Combine(directory, "stat"));
                all[id] = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            }
            catch (IOException)
            {
                // It has ended between the listing and the look.
            }
        }

        return all;
    }
}
