using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Runs;
using static Cloakroom.Probe.Tests.Checks.Exchanges;

namespace Cloakroom.Probe.Tests.Checks;

/// <summary>What the checks remember is bounded in bytes, whatever a site makes up: each flood would take ten times the bound.</summary>
[Collection<AloneInTheProcess>]
public sealed class CheckMemoryTests
{
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public void Nonces_WithEndlessHeaders_StayWithinTheirBytes()
    {
        var filler = new string('x', 120_000);
        Held(
            inspector =>
            {
                for (var i = 0; i < 2_000; i++)
                    inspector.Inspect(Of("alice", $"/page-{i % 10}", "", "Cache-Control: no-store", $"X-Request-Id: {i:x16}", $"X-Filler: {filler[i..]}"));
            }).ShouldBeLessThan(150 * Megabyte);
    }

    [Fact]
    public void Cookies_LongAndNewInEveryResponse_StayWithinTheirBytes() =>
        Held(inspector =>
        {
            for (var i = 0; i < 4_000; i++)
                inspector.Inspect(Of("alice", "/", "", [.. Enumerable.Range(0, 10).Select(n => $"Set-Cookie: name-{n}={i:x8}{n}{new string('.', 3_900)}; Path=/")]));
        }).ShouldBeLessThan(100 * Megabyte);

    [Fact]
    public void Cookies_OneValueForAllInManyPages_StayWithinTheirBytes() =>
        Held(inspector =>
        {
            var body = new string('.', 15_000);
            for (var n = 0; n < 900; n++)
            {
                foreach (var i in Enumerable.Range(0, 9))
                    inspector.Inspect(Of(i == 0 ? "alice" : "bob", $"/{n}/{i}", body + i, "Cache-Control: no-store", $"Set-Cookie: name-{n}=8fA3c1D9e7B2{n:x8}; Path=/"));
            }
        }).ShouldBeLessThan(150 * Megabyte);

    [Fact]
    public void Markers_OfManyLongCookies_StayWithinTheirBytes() =>
        Held(inspector =>
        {
            for (var i = 0; i < 12; i++)
            {
                for (var n = 0; n < 40; n++)
                    inspector.Inspect(Of(i % 2 == 0 ? "alice" : "bob", "/", "", $"Set-Cookie: name-{n}=8fA3c1D9e7B2{i:x8}{n:x8}{string.Concat(Enumerable.Repeat($"{i}%2F+", 600))}; Path=/"));
            }
        }).ShouldBeLessThan(130 * Megabyte);

    [Fact]
    public void Recent_WithEndlessHeaders_StayWithinTheirBytes() =>
        Held(inspector =>
        {
            var filler = new string('x', 100_000);
            for (var i = 0; i < 1_600; i++)
                inspector.Inspect(Of("alice", $"/page-{i % 190}", "x", "Cache-Control: no-store", $"X-Filler: {filler[i..]}"));
        }).ShouldBeLessThan(100 * Megabyte);

    [Fact]
    public void Coverage_OfAddressesThatAreNeverTheSame_StaysWithinItsBytes()
    {
        HeldMemory.Of(() =>
        {
            var coverage = new Coverage();
            for (var i = 0; i < 150_000; i++)
            {
                coverage.Note(Of("alice", $"/callback?code={i:x32}"), []);
                coverage.Miss($"/callback?code={i:x32}", "it was not there", "Nothing.");
            }

            coverage.Untested.Count.ShouldBeLessThan(2_000);
            coverage.Untested.ShouldContain(one => one.Why.Contains("more", StringComparison.Ordinal));
            return coverage;
        }).ShouldBeLessThan(12 * Megabyte);
    }

    private static long Held(Action<Inspector> flood) => HeldMemory.Of(() =>
    {
        var inspector = new Inspector(new InspectorOptions(), new MarkerBook(), new IdentityOracle([], []));
        flood(inspector);
        return inspector;
    });
}
