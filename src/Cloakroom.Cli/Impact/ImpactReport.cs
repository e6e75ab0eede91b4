using System.Globalization;
using Cloakroom.Cli.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;

namespace Cloakroom.Cli.Impact;

/// <summary>Who saw whom, in words, as JSON or as a table for a spreadsheet.</summary>
internal static class ImpactReport
{
    public static void Write(Terminal terminal, Incidents.Impact impact, ImpactFormat format)
    {
        switch (format)
        {
            case ImpactFormat.Json:
                WriteJson(terminal, impact);
                break;
            case ImpactFormat.Csv:
                ImpactCsv.Write(terminal.Out, impact);
                break;
            default:
                WriteText(terminal.Out, impact);
                break;
        }

        if (!impact.IsComplete)
            terminal.Error.WriteLine($"cloakroom: the interval has more than {Text.Number(ImpactReader.MaxRows)} rows of a kind, and the rest was left out. Ask for shorter intervals.");
    }

    /// <summary>The figures, without who it was.</summary>
    public static IEnumerable<string> Summary(Incidents.Impact impact) => [InUse(impact), Exposed(impact), .. Tenants(impact), Blocked(impact), Possible(impact), .. Probed(impact)];

    /// <summary>How many tenants are affected; nothing where there are none.</summary>
    public static IEnumerable<string> Tenants(Incidents.Impact impact)
    {
        var affected = impact.Tenants.Count(tenant => tenant.Tenant is not null);
        if (affected > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"Tenants   {Text.Number(affected)} of {Text.Number(impact.InUse.Tenants)} with sessions ({(impact.InUse.Tenants == 0 ? 100 : 100.0 * affected / impact.InUse.Tenants):0.##} %)");
    }

    private static void WriteText(TextWriter output, Incidents.Impact impact)
    {
        output.WriteLine(InUse(impact));
        output.WriteLine(Exposed(impact));
        foreach (var pair in impact.Exposed)
            Write(output, pair);
        foreach (var line in Tenants(impact))
            output.WriteLine(line);
        foreach (var tenant in impact.Tenants.Where(tenant => tenant.Tenant is not null))
            output.WriteLine($"  tenant {Text.Printable(tenant.Tenant!)}: {Text.Count(tenant.Sessions, "session")} to {Text.Count(tenant.Receivers, "other")}, {Text.Count(tenant.AcrossTenants, "pair")} across tenants, {Text.Count(tenant.Requests, "request")}");
        output.WriteLine(Blocked(impact));
        foreach (var pair in impact.Blocked)
            Write(output, pair);
        output.WriteLine(Possible(impact));
        foreach (var pair in impact.PossiblyExposed)
            Write(output, pair);
        foreach (var leak in impact.Possible)
            output.WriteLine($"  {leak.Kind.Code()} on {Text.Printable(leak.Route)}, {Text.Time(leak.First)} to {Text.Time(leak.Last)}, {Text.Count(leak.Reports, "report")}");
        foreach (var line in Probed(impact))
            output.WriteLine(line);
        foreach (var leak in impact.Probed)
            output.WriteLine($"  {leak.Kind.Code()} on {Text.Printable(leak.Route)}, {Text.Printable(leak.Owner ?? "unknown")} -> {Text.Printable(leak.Receiver ?? "unknown")}, {Text.Time(leak.First)} to {Text.Time(leak.Last)}, {Text.Count(leak.Reports, "report")}");
    }

    /// <summary>What the probe found, which concerns nobody; nothing where it found nothing.</summary>
    private static IEnumerable<string> Probed(Incidents.Impact impact) => impact.Probed.Count == 0
        ? []
        : [$"Probed    {Text.Count(impact.Probed.Count, "leak")} between synthetic accounts: nobody to be told, and it can happen to anybody"];

    private static string InUse(Incidents.Impact impact) =>
        $"From {Text.Time(impact.From)} to {Text.Time(impact.To)}: {Text.Count(impact.InUse.Sessions, "session")} in use, {Text.Count(impact.InUse.Requests, "request")}.";

    private static string Exposed(Incidents.Impact impact)
    {
        var exposed = impact.Exposed.ToList();
        if (exposed.Count == 0)
            return "Exposed   nobody's session was seen by anybody else, as far as is recorded";
        var share = impact.InUse.Sessions == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({100.0 * impact.ExposedSessions / impact.InUse.Sessions:0.##} % of those in use)");
        return $"Exposed   {Text.Count(impact.ExposedSessions, "session")}{share}, to {Text.Count(exposed.Select(pair => pair.Receiver).Distinct().Count(), "other")}, "
            + $"in {Text.Count(exposed.Sum(pair => pair.Requests), "request")}, {Text.Number(exposed.Sum(pair => pair.UnsafeRequests))} of which may have written something";
    }

    private static string Blocked(Incidents.Impact impact) =>
        impact.Blocked.Any() ? $"Blocked   {Text.Count(impact.Blocked.Count(), "pair")}: nothing was served" : "Blocked   nothing";

    private static string Possible(Incidents.Impact impact) =>
        (impact.PossiblyExposed.Count(), impact.Possible.Count) switch
        {
            (0, 0) => "Possible  nothing else is known",
            (0, _) => $"Possible  {LeftForCaches}",
            (var pairs, 0) => $"Possible  {Text.Count(pairs, "pair")}: {NothingKnown}",
            var (pairs, _) => $"Possible  {Text.Count(pairs, "pair")}: {NothingKnown}; and {LeftForCaches}",
        };

    private const string LeftForCaches = "what left where caches listen, without anybody being known to have got it";

    private const string NothingKnown = "the receiver had the means, and is not known to have been served anything";

    private static void Write(TextWriter output, ImpactPair pair)
    {
        output.WriteLine($"  {MixupReport.Named(pair.Owner)} -> {MixupReport.Named(pair.Receiver)}");
        var counts = pair.Requests > 0 ? $"{Text.Count(pair.Requests, "request")}, {Text.Number(pair.UnsafeRequests)} unsafe" : Text.Count(pair.BlockedReports + pair.ObservedReports, "report");
        output.WriteLine($"    {Text.Time(pair.First)} to {Text.Time(pair.Last)}, {counts}; {string.Join(", ", pair.Kinds.Select(kind => kind.Code()))}; {Text.Printable(string.Join(", ", pair.Routes))}");
        if (pair.Traces.Count > 0)
            output.WriteLine($"    may have written in the owner's name: {string.Join(", ", pair.Traces)}");
    }

    private static void WriteJson(Terminal terminal, Incidents.Impact impact) => ControlJson.Write(terminal, new
    {
        impact.From,
        impact.To,
        isComplete = impact.IsComplete,
        sessionsInUse = impact.InUse.Sessions,
        requests = impact.InUse.Requests,
        exposedSessions = impact.ExposedSessions,
        tenantsInUse = impact.InUse.Tenants,
        tenants = impact.Tenants.Where(tenant => tenant.Tenant is not null),
        pairs = impact.Pairs.Select(pair => new
        {
            @class = pair.Class.ToString().ToLowerInvariant(),
            pair.Owner,
            pair.Receiver,
            pair.First,
            pair.Last,
            pair.Requests,
            pair.UnsafeRequests,
            pair.BlockedReports,
            pair.ObservedReports,
            kinds = pair.Kinds.Select(kind => kind.Code()),
            pair.Routes,
            traceIds = pair.Traces,
        }),
        possible = impact.Possible.Select(leak => new { kind = leak.Kind.Code(), leak.Route, leak.First, leak.Last, leak.Reports }),
        probed = impact.Probed.Select(leak => new { kind = leak.Kind.Code(), leak.Route, leak.Owner, leak.Receiver, leak.First, leak.Last, leak.Reports }),
    });
}
