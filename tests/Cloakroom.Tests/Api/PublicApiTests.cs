using System.Reflection;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Tests.Api;

/// <summary>What is public is meant. To accept a change: run with <c>CLOAKROOM_APPROVE=1</c> and commit the difference.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Cloakroom")]
    [InlineData("Cloakroom.Sqlite")]
    public async Task Assembly_PublicSurface_IsAsApproved(string name)
    {
        var actual = PublicApi.Describe(Assembly.Load(name));
        var path = Repository.PathOf("tests", "Cloakroom.Tests", "Api", name + ".approved.txt");
        if (Environment.GetEnvironmentVariable("CLOAKROOM_APPROVE") == "1")
            await File.WriteAllTextAsync(path, actual, TestContext.Current.CancellationToken);

        var approved = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

        actual.Split('\n').Except(approved.Split('\n')).ShouldBeEmpty("Not approved.");
        approved.Split('\n').Except(actual.Split('\n')).ShouldBeEmpty("Approved, but gone.");
        actual.ShouldBe(approved);
    }
}
