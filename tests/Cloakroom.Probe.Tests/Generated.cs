using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Probe.Tests;

/// <summary>Made-up cases: by chance on a person's machine, where a failure says its seed, and the same ones each time where a build waits for them.</summary>
internal static class Generated
{
    private const ulong Seed = 20_261_123;

    public static Config Of(int cases)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(cases);
        return Environment.GetEnvironmentVariable("CI") == "true" ? config.WithReplay(new FsCheck.Replay(new Rnd(Seed), null)) : config;
    }
}
