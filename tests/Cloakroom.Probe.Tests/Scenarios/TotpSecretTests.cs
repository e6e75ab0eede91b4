using Cloakroom.Probe.Scenarios.Totp;

namespace Cloakroom.Probe.Tests.Scenarios;

public sealed class TotpSecretTests
{
    // The keys of RFC 6238, appendix B, in base32.
    private const string Sha1 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    private const string Sha256 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA";
    private const string Sha512 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA";

    [Theory]
    [InlineData("SHA1", Sha1, 59, "94287082")]
    [InlineData("SHA256", Sha256, 59, "46119246")]
    [InlineData("SHA512", Sha512, 59, "90693936")]
    [InlineData("SHA1", Sha1, 1111111109, "07081804")]
    [InlineData("SHA256", Sha256, 2000000000, "90698825")]
    [InlineData("SHA512", Sha512, 20000000000, "47863826")]
    public void CodeAt_VectorsOfTheRfc_AreRight(string algorithm, string secret, long time, string code) =>
        TotpSecret.Parse($"otpauth://totp/Shop:alice?secret={secret}&algorithm={algorithm}&digits=8&issuer=Shop")!.CodeAt(DateTimeOffset.FromUnixTimeSeconds(time)).ShouldBe(code);

    [Theory]
    [InlineData("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", "287082")]
    [InlineData("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ====", "287082")]
    public void CodeAt_BareSecret_HasSixDigits(string secret, string code) => TotpSecret.Parse(secret)!.CodeAt(DateTimeOffset.FromUnixTimeSeconds(59)).ShouldBe(code);

    [Fact]
    public void CodeAt_OtherPeriod_ChangesWithIt()
    {
        var secret = TotpSecret.Parse($"otpauth://totp/x?secret={Sha1}&period=60")!;
        secret.CodeAt(DateTimeOffset.FromUnixTimeSeconds(60)).ShouldBe(secret.CodeAt(DateTimeOffset.FromUnixTimeSeconds(119)));
        secret.CodeAt(DateTimeOffset.FromUnixTimeSeconds(60)).ShouldNotBe(secret.CodeAt(DateTimeOffset.FromUnixTimeSeconds(59)));
    }

    [Theory]
    [InlineData(59_000, 1_000)]
    [InlineData(60_000, 60_000)]
    [InlineData(60_250, 59_750)]
    public void UntilNext_OtherPeriod_IsUntilItChanges(long at, long milliseconds)
    {
        var secret = TotpSecret.Parse($"otpauth://totp/x?secret={Sha1}&period=60")!;

        secret.Period.ShouldBe(TimeSpan.FromMinutes(1));
        secret.UntilNext(DateTimeOffset.FromUnixTimeMilliseconds(at)).ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base32!")]
    [InlineData("otpauth://hotp/x?secret=GEZDGNBV")]
    [InlineData("otpauth://totp/x")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBV&digits=12")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBV&algorithm=MD5")]
    public void Parse_SomethingElse_IsNull(string text) => TotpSecret.Parse(text).ShouldBeNull();
}
