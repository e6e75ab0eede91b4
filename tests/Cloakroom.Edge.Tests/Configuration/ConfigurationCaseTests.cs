namespace Cloakroom.Edge.Tests.Configuration;

public sealed class ConfigurationCaseTests
{
    public static TheoryData<string> Cases => [.. ConfigurationCase.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_OfACase_IsAsItsFileSays(string name)
    {
        var golden = new ConfigurationCase(name);

        Golden.ShouldBe(golden.Run(), golden.Expected, Path.Combine("Cases", name + ".txt"));
    }
}
