using System.Text.RegularExpressions;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Probe.Tests.Faults;

/// <summary>The table of <c>docs/probe.md</c> on sites that misbehave names tests that there are, and all of them.</summary>
public sealed partial class FaultTableTests
{
    [Fact]
    public async Task Document_WhenTheSiteMisbehaves_NamesEveryTest()
    {
        var document = await File.ReadAllTextAsync(Repository.PathOf("docs", "probe.md"), TestContext.Current.CancellationToken);
        var section = document.Split("### When the site misbehaves")[1].Split("\n#")[0];
        string[] tests = [.. ((Type[])[typeof(SiteFaultTests), typeof(AccountFaultTests), typeof(AnswerFaultTests)]).SelectMany(type => type.GetMethods()).Select(method => method.Name).Where(name => name.StartsWith("Run_", StringComparison.Ordinal))];
        // In which nothing is wrong with the site.
        string[] twins = [nameof(SiteFaultTests.Run_NothingWrong_IsClean), nameof(SiteFaultTests.Run_CtrlC_EndsAtOnceWithAReport), nameof(AccountFaultTests.Run_JarsOfTwo_IsClean)];

        Name().Matches(section).Select(match => match.Value).ShouldBe(tests.Except(twins), ignoreOrder: true);
    }

    [GeneratedRegex(@"Run_\w+")]
    private static partial Regex Name();
}
