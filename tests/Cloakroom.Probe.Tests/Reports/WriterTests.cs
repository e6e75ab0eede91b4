using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Tests.Reports;

public sealed class WriterTests
{
    [Fact]
    public void Json_ReadBack_IsTheSameDocument()
    {
        var written = JsonReport.Write(Sample.Rich());
        var (report, problem) = JsonReport.Read(written, "a.json");
        problem.ShouldBeNull();
        JsonReport.Write(report!).ShouldBe(written);
    }

    [Fact]
    public void Json_ItsShape_IsWhatReadersKnow()
    {
        var json = JsonNode.Parse(JsonReport.Write(Sample.Rich()))!.AsObject();
        Names(json).ShouldBe("schema version target startedAt seconds seed verdict end failure load confidence accounts sessionCookies findings groups omitted untested targets comparison");
        Names(json["findings"]![0]!.AsObject()).ShouldBe(
            "id standsFor check severity title route signs addresses hasMoreAddresses tactics owner receiver count first last confirmation mechanism secret place words source received curl");
        Names(json["findings"]![0]!["signs"]![0]!.AsObject()).ShouldBe("check severity what place words secret count mechanism");
        Names(json["findings"]![0]!["addresses"]![0]!.AsObject()).ShouldBe("path isVariant count");
        Names(json["findings"]![0]!["received"]!.AsObject()).ShouldBe(
            "account at method url protocol requestHeaders status headers milliseconds millisecondsAfterSource bodyBytes bodyDigest bodyExcerpt");
        Names(json["comparison"]!["findings"]![0]!.AsObject()).ShouldBe("id change check route title before now countBefore countNow untested");
        json["verdict"]!.GetValue<string>().ShouldBe("leaks");
        json["end"]!.GetValue<string>().ShouldBe("planned");
        json["load"]!["byTactic"]!["timed-pair"]!.GetValue<int>().ShouldBe(2400);
    }

    [Theory]
    [InlineData("", "is not a whole report")]
    [InlineData("[]", "is not a report")]
    [InlineData("{}", "is not a report")]
    [InlineData("{\"schema\":1}", "has schema 1")]
    [InlineData("{\"schema\":2}", "is not a whole report")]
    [InlineData("{\"schema\":2,\n\"version\":\"x\",\n\"target\":7}", "old.json:3")]
    public void Json_ThatIsNoReport_IsToldInOneLine(string json, string part)
    {
        var (report, problem) = JsonReport.Read(json, "old.json");
        report.ShouldBeNull();
        problem!.ShouldStartWith("old.json");
        problem!.ShouldContain(part);
        problem!.ShouldNotContain("\n");
    }

    [Fact]
    public void JsonFile_ThatIsMissing_IsToldInOneLine() => JsonReport.ReadFile("/nowhere/at/all.json").Problem!.ShouldStartWith("/nowhere/at/all.json: cannot be read");

    [Fact]
    public void Junit_OfARichRun_FailsSkipsAndPasses()
    {
        var report = Sample.Rich() with { Targets = [.. Sample.Rich().Targets, new("/never", "page", false, 0, 0, false, null), new("/ok", "page", false, 9, 4, false, null)] };
        var root = XDocument.Parse(JunitReport.Write(report, FailOn.Default)).Root!;
        var cases = root.Descendants("testcase").ToList();
        cases.Count.ShouldBe(int.Parse(root.Attribute("tests")!.Value, CultureInfo.InvariantCulture));
        Case("foreign-cookie", "/s/app.js").Element("failure")!.Value.ShouldContain("collapsed-requests");
        Case("cookie-on-cacheable", "/s/app.js").Element("failure").ShouldBeNull();
        Case("cookie-on-cacheable", "/s/app.js").Element("system-out")!.Value.ShouldContain("warning");
        Case("foreign-marker", "/never").Element("skipped").ShouldNotBeNull();
        Case("foreign-marker", "/ok").HasElements.ShouldBeFalse();
        Case("untested", "carol").Element("skipped").ShouldNotBeNull();
        root.Attribute("failures")!.Value.ShouldBe(root.Descendants("failure").Count().ToString(CultureInfo.InvariantCulture));
        root.Attribute("skipped")!.Value.ShouldBe(root.Descendants("skipped").Count().ToString(CultureInfo.InvariantCulture));
        XDocument.Parse(JunitReport.Write(report, new FailOn(Severity.Warning, true))).Descendants("failure").Count().ShouldBe(root.Descendants("failure").Count() + 1);

        // A finding whose address is no target is not lost.
        root.Descendants("testcase").Any(one => one.Attribute("name")!.Value.StartsWith("/account/", StringComparison.Ordinal) && one.Element("failure") is not null).ShouldBeTrue();

        XElement Case(string suite, string name) => cases.Single(one => one.Parent!.Attribute("name")!.Value == suite && one.Attribute("name")!.Value == name);
    }

    [Theory]
    [InlineData(0, null, "nobody has signed out")]
    [InlineData(9, "the time was up", "the time was up")]
    [InlineData(9, null, null)]
    public void Junit_OfSignOuts_IsOneCaseForTheSiteThatPassesOnlyWhenTheyWereTried(int requests, string? untested, string? skipped)
    {
        var report = Sample.Report();
        report = report with { Load = report.Load with { ByTactic = new Dictionary<string, long> { ["signed-out"] = requests } }, Untested = untested is null ? [] : [new(Untested.AfterSigningOut, untested, "Wait.")] };
        var suites = XDocument.Parse(JunitReport.Write(report, FailOn.Default)).Root!.Elements("testsuite");
        foreach (var suite in suites.Where(one => one.Attribute("name")!.Value is "surviving-session" or "revived-session"))
        {
            var one = suite.Elements("testcase").ShouldHaveSingleItem();
            (one.Element("skipped")?.Attribute("message")!.Value ?? "").ShouldStartWith(skipped ?? "");
            one.HasElements.ShouldBe(skipped is not null);
        }
    }

    [Fact]
    public void Junit_OfASessionThatSurvives_FailsThereAndSkipsWhatWasNotTried()
    {
        var found = Sample.Rich().Findings[0] with { Check = "surviving-session", Severity = Severity.Warning, Route = "/account", Signs = [] };
        var report = Sample.Report([found]);
        report = report with { Load = report.Load with { ByTactic = new Dictionary<string, long> { ["signed-out"] = 9 } } };
        var suites = XDocument.Parse(JunitReport.Write(report, FailOn.Parse("warning").FailOn!)).Root!.Elements("testsuite").ToDictionary(one => one.Attribute("name")!.Value);
        suites["surviving-session"].Elements("testcase").ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            one => one.Attribute("name")!.Value.ShouldBe("/account"), one => one.Element("failure").ShouldNotBeNull());
        suites["revived-session"].Elements("testcase").ShouldHaveSingleItem().Element("skipped").ShouldNotBeNull();
    }

    [Fact]
    public void Sarif_OfARichRun_HasWhatCodeScanningAsksFor()
    {
        var report = Sample.Rich();
        using var document = JsonDocument.Parse(SarifReport.Write(report));
        var run = document.RootElement.GetProperty("runs")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        rules.GetArrayLength().ShouldBe(Enum.GetValues<CheckKind>().Length);
        var results = run.GetProperty("results").EnumerateArray().ToList();
        results.Count.ShouldBe(report.Findings.Count);
        for (var i = 0; i < results.Count; i++)
        {
            rules[results[i].GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString().ShouldBe(results[i].GetProperty("ruleId").GetString());
            results[i].GetProperty("partialFingerprints").GetProperty("cloakroomFinding/v2").GetString().ShouldBe(report.Findings[i].Id);
            var uri = results[i].GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()!;
            // RFC 3986, 2.
            uri.ShouldMatch("^https://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+$");
            results[i].GetProperty("message").GetProperty("text").GetString()!.ShouldContain(report.Findings[i].Mechanism.Words);
        }

        results.Select(one => one.GetProperty("level").GetString()).ShouldBe(["error", "error", "warning", "note"]);
        run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean().ShouldBeTrue();
        run.GetProperty("invocations")[0].GetProperty("toolExecutionNotifications").GetArrayLength().ShouldBe(2);
        using var untested = JsonDocument.Parse(SarifReport.Write(Sample.Report(pairs: 0)));
        untested.RootElement.GetProperty("runs")[0].GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public void Summary_HoweverMuchThereIs_IsAtMostTwentyFiveLinesAndBeginsWithTheVerdict()
    {
        var rich = Sample.Rich();
        var many = rich with
        {
            Findings = [.. Enumerable.Range(0, 90).Select(i => rich.Findings[i % 2] with { Id = $"{i}" })],
            Untested = [.. Enumerable.Range(0, 50).Select(i => new Untested($"thing {i}", "why", "remedy"))],
            Omitted = 12,
            Comparison = Comparison.Of(Sample.Report(), rich) with { Findings = [.. Enumerable.Repeat(rich.Comparison!.Findings[0] with { Change = Change.New }, 9)] },
        };
        many.Groups.Count.ShouldBe(2);
        var lines = Outputs.Write(many, "summary").TrimEnd('\n').Split('\n');
        lines.Length.ShouldBeLessThanOrEqualTo(TextReport.MaxLines);
        lines.ShouldAllBe(line => line.Length <= 100);
        lines[0].ShouldStartWith("Somebody got what is another's");
        string.Join('\n', lines).ShouldContain("84 more finding");
        string.Join('\n', lines).ShouldContain("and 47 more");
    }

    [Fact]
    public void Verdict_OfWarningsWithoutPairs_DoesNotSayThatNothingLeaked()
    {
        var text = Outputs.Write(Sample.Report([Sample.Rich().Findings[0] with { Severity = Severity.Warning }], pairs: 0), "summary");

        text.ShouldStartWith("Nothing was tried, so whether anything leaks is not known");
        text.ShouldNotContain("Nothing leaked");
    }

    [Fact]
    public void Verdict_WithoutPairs_NeverSaysClean()
    {
        foreach (var kind in new[] { "summary", "html" })
        {
            var text = Outputs.Write(Sample.Report(pairs: 0) with { Verdict = Verdict.Incomplete, End = EndReason.Stopped }, kind);
            text.ShouldContain("Nothing was tested, so nothing is known.");
            text.ShouldNotContain("Nobody got");
        }
    }

    [Theory]
    [InlineData("summary")]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("sarif")]
    [InlineData("junit")]
    [InlineData("html")]
    public void EveryOutput_WithHostileContent_IsHarmless(string kind)
    {
        var output = Outputs.Write(Sample.Hostile(), kind);
        output.ShouldNotContain("\u001b");
        output.ShouldNotContain("\u0007");
        output.ShouldNotContain("\0");
        output.ShouldNotContain("\u202E");
        output.ShouldNotContain("\u2066");
        output.Contains('\uD800', StringComparison.Ordinal).ShouldBeFalse();
        if (kind is "html" or "junit" or "json" or "sarif")
        {
            output.ShouldNotContain("<script");
            output.ShouldNotContain("<img");
        }

        // Runners of CI obey lines that begin so.
        output.Split('\n').ShouldAllBe(line => !line.StartsWith("::", StringComparison.Ordinal));
        if (kind == "junit")
            XDocument.Parse(output);
        if (kind is "json" or "sarif")
            JsonDocument.Parse(output).Dispose();
        if (kind == "sarif")
            output.ShouldNotContain("\"javascript:");
        if (kind == "html")
        {
            var page = new HtmlParser().ParseDocument(output);
            page.QuerySelectorAll("script, img, link, iframe, object, form, base").ShouldBeEmpty();
            page.QuerySelectorAll("*").SelectMany(one => one.Attributes).ShouldAllBe(one => !one.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) && one.Name != "style");
            page.QuerySelectorAll("a").ShouldAllBe(one => one.GetAttribute("href")!.StartsWith('#'));
        }
    }

    private static string Names(JsonObject node) => string.Join(' ', node.Select(one => one.Key));
}
