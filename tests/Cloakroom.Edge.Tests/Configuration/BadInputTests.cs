using System.Text;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Configuration.Reading;
using Cloakroom.Tests.Hosting;
using Microsoft.Extensions.Configuration;

namespace Cloakroom.Edge.Tests.Configuration;

public sealed class BadInputTests : IDisposable
{
    private static readonly string Example = """
        {
          // comment
          "listen": [ "http://*:8080" ], "upstreams": [ { "url": "http://10.1.0.2:3000" } ],
          "cookies": [ { "name": "connect.sid", "minLength": 20, "adopted": { "maxAge": "00:00:05" } } ],
          "rules": { "duplicateIssue": "Observe" }, "adoption": { "until": "2027-01-31T00:00:00+01:00" }, "trustedProxies": [ "10.0.0.0/8" ],
        }
        """;

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void Read_OfAFileDamagedAnywhere_NeverThrowsAndSaysEachThingOnOneLine()
    {
        var whole = Encoding.UTF8.GetBytes(Example);
        for (var at = 0; at < whole.Length; at += 2)
        {
            foreach (var other in "\"{],/\0\u001b9\n"u8.ToArray())
            {
                var damaged = whole.ToArray();
                damaged[at] = other;
                ShouldBeSayable(damaged);
            }

            ShouldBeSayable(whole[..at]);
        }
    }

    [Fact]
    public void Read_OfDeepNesting_IsASyntaxError()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 5000));

        Read(Encoding.UTF8.GetBytes(deep)).Errors.ShouldHaveSingleItem().Key.ShouldBeNull();
    }

    [Fact]
    public void Read_OfWhatIsNotText_SaysSo() =>
        Read(Encoding.Unicode.GetBytes(Example)).Errors.ShouldNotBeEmpty();

    [Fact]
    public void Read_OfATextWithAByteOrderMark_IsValid() =>
        Read([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Example)]).Errors.ShouldBeEmpty();

    [Fact]
    public void Read_OfAHugeFile_SaysSo() =>
        Read(Encoding.UTF8.GetBytes(new string(' ', JsonSource.MaxSize + 1))).Errors.ShouldHaveSingleItem().What.ShouldContain("larger than");

    [Fact]
    public void CasesWithSecrets_ShowNoneOfThem()
    {
        foreach (var name in ConfigurationCase.Names)
        {
            var shown = new ConfigurationCase(name).Run();
            foreach (var secret in new[] { "hunter2", "s%3Asecret", "eyJzZWNyZXQi", "user:secret", "MC4CAQ" }) shown.ShouldNotContain(secret, Case.Insensitive, name);
        }
    }

    /// <summary>What would happen without the checks: each of these is taken, as something that nobody meant.</summary>
    [Fact]
    public void Binder_ByItself_TakesWhatNobodyMeant()
    {
        var options = new EdgeOptions();
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Forwarding:ConnectTimeout"] = "5",
            ["Forwarding:ActivityTimeout"] = "24:00:00",
            ["Binding:OnForeign"] = "1",
            ["Rules:ForeignBindng"] = "Observe",
            ["Upstreams:7:Url"] = "x",
        }).Build().Bind(options);

        options.Forwarding.ConnectTimeout.ShouldBe(TimeSpan.FromDays(5));
        options.Forwarding.ActivityTimeout.ShouldBe(TimeSpan.FromDays(24));
        options.Binding.OnForeign.ShouldBe(ForeignAnswer.Unauthorized);
        options.Upstreams.ShouldHaveSingleItem();
    }

    public void Dispose() => _directory.Dispose();

    private void ShouldBeSayable(byte[] content)
    {
        foreach (var problem in Read(content).Problems)
            problem.ToString().Any(char.IsControl).ShouldBeFalse(problem.ToString());
    }

    private EdgeConfigurationResult Read(byte[] content)
    {
        var file = _directory.At("edge.json");
        File.WriteAllBytes(file, content);
        return EdgeConfiguration.Read(new EdgeSources { File = file }, new ManualClock());
    }
}
