namespace Cloakroom.Edge.Tests.Configuration;

/// <summary>Compares with what is written down. What came instead is left in <c>Actual/</c> beside the test program, to be copied when the change is meant.</summary>
internal static class Golden
{
    public static void ShouldBe(string actual, string expected, string name)
    {
        if (actual != expected)
        {
            var file = Path.Combine(AppContext.BaseDirectory, "Actual", name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        actual.ShouldBe(expected, $"See Actual/{name} beside the test program.");
    }
}
