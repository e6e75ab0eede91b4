using System.Globalization;
using System.Text;
using System.Xml;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;

namespace Cloakroom.Probe.Reports;

/// <summary>JUnit XML for CI: a suite for each check, a case for each target; what was not tested is skipped, never passed.</summary>
internal static class JunitReport
{
    /// <param name="report">What was found.</param>
    /// <param name="failOn">Findings below it do not fail their case, and stand in its output.</param>
    public static string Write(ProbeReport report, FailOn failOn)
    {
        var suites = Enum.GetValues<CheckKind>().Select(check => check.ShowsByAsking() ? Suite(report, check, failOn) : SigningOut(report, check, failOn)).ToList();
        if (report.Untested.Count > 0)
            suites.Add(("untested", [.. report.Untested.Select(one => new Case(one.What, [], $"{one.Why}. {one.Remedy}", ""))]));

        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "cloakroom probe");
            Totals(xml, [.. suites.SelectMany(suite => suite.Cases)]);
            xml.WriteAttributeString("time", report.Seconds.ToString("0.000", CultureInfo.InvariantCulture));
            foreach (var (name, cases) in suites)
            {
                xml.WriteStartElement("testsuite");
                xml.WriteAttributeString("name", name);
                Totals(xml, cases);
                xml.WriteAttributeString("timestamp", report.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
                foreach (var one in cases)
                    Write(xml, name, one);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text + "\n";
    }

    private static (string Name, List<Case> Cases) Suite(ProbeReport report, CheckKind check, FailOn failOn)
    {
        var findings = report.Findings.Where(one => LevelOf(one, check) is not null).ToList();
        var needsPairs = CheckWords.Usual(check) == Severity.Leak;
        var cases = new List<Case>();
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in report.Targets)
        {
            var own = findings.Where(one => TargetMatch.Matches(target, one)).ToList();
            told.UnionWith(own.Select(one => one.Id));
            var skipped = own.Count > 0 ? null
                : target.Requests == 0 ? "it was not asked"
                : needsPairs && target.Pairs == 0 ? "no pairs were tried there"
                : report.Untested.FirstOrDefault(one => one.What == target.Path)?.Why;
            cases.Add(Of(target.Path, check, own, skipped, failOn));
        }

        cases.AddRange(findings.Where(one => !told.Contains(one.Id)).GroupBy(one => one.Route).Select(group => Of(group.Key, check, [.. group], null, failOn)));
        return (check.Code(), cases);
    }

    /// <summary>Tried at a few pages for the whole site: one case, unless something was found.</summary>
    private static (string Name, List<Case> Cases) SigningOut(ProbeReport report, CheckKind check, FailOn failOn)
    {
        var findings = report.Findings.Where(one => one.Check == check.Code()).ToList();
        var skipped = report.Untested.FirstOrDefault(one => one.What == Untested.AfterSigningOut)?.Why
            ?? (report.Load.ByTactic.GetValueOrDefault(Tactic.SignedOut) == 0 ? "nobody has signed out: the scenario does not say how, or the tactic was not asked for"
                : report.Findings.Any(one => one.Check == CheckKind.SurvivingSession.Code()) ? "sessions go on after signing out in any case" : null);
        return (check.Code(), findings.Count == 0
            ? [Of(Untested.AfterSigningOut, check, [], skipped, failOn)]
            : [.. findings.GroupBy(one => one.Route).Select(group => Of(group.Key, check, [.. group], null, failOn))]);
    }

    private static Case Of(string name, CheckKind check, List<FindingReport> findings, string? skipped, FailOn failOn)
    {
        List<FindingReport> failing = [.. findings.Where(one => LevelOf(one, check) >= failOn.AtLeast)];
        return new Case(name, failing, skipped, string.Join("\n", findings.Except(failing).Select(one => Plain.Line($"{Say.Level(LevelOf(one, check)!.Value)}: {one.Title}"))));
    }

    /// <summary>How bad what this check saw of a cause is; null when it saw nothing of it.</summary>
    private static Severity? LevelOf(FindingReport finding, CheckKind check) => finding.Signs.Where(sign => sign.Check == check.Code()).Select(sign => (Severity?)sign.Severity)
        .Append(finding.Check == check.Code() ? finding.Severity : null).Max();

    private static void Totals(XmlWriter xml, List<Case> cases)
    {
        xml.WriteAttributeString("tests", cases.Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", cases.Count(one => one.Failing.Count > 0).ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", cases.Count(one => one.Skipped is not null).ToString(CultureInfo.InvariantCulture));
    }

    private static void Write(XmlWriter xml, string suite, Case one)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"cloakroom.probe.{suite}");
        xml.WriteAttributeString("name", Plain.Line(one.Name));
        if (one.Failing.Count > 0)
        {
            // One failure for each case is what readers of this format agree on.
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", suite);
            xml.WriteAttributeString("message", Plain.Line(one.Failing[0].Title));
            xml.WriteString(Plain.Lines(string.Join("\n\n", one.Failing.Select(Text))));
            xml.WriteEndElement();
        }
        else if (one.Skipped is not null)
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", Plain.Line(one.Skipped));
            xml.WriteEndElement();
        }

        if (one.Output.Length > 0)
            xml.WriteElementString("system-out", Plain.Lines(one.Output));
        xml.WriteEndElement();
    }

    private static string Text(FindingReport finding)
    {
        List<string> lines =
        [
            $"{Say.Level(finding.Severity)} {finding.Id}: {finding.Title}",
            finding.Words,
            finding.Secret is null ? finding.Place : $"{finding.Secret} in {finding.Place}",
            .. finding.Signs.Skip(1).Select(sign => $"also {Say.Sign(sign)}"),
            .. Say.Where(finding) is { Length: > 0 } where ? [where] : (string[])[],
            $"seen {finding.Count} times; {Say.Confirmed(finding.Confirmation)}",
            $"{finding.Mechanism.Code}: {finding.Mechanism.Words}",
            .. finding.Mechanism.Because.Select(one => $"  because {one}"),
            .. finding.Mechanism.Remedy.ReplaceLineEndings("\n").Split('\n').Select(line => $"  {line}"),
        ];
        return string.Join('\n', lines.Select(Plain.Line));
    }

    private sealed record Case(string Name, List<FindingReport> Failing, string? Skipped, string Output);
}
