using Cloakroom.Probe.Checks;

namespace Cloakroom.Probe.Tests.Checks;

public sealed class StorabilityTests
{
    [Theory]
    [InlineData(true, 200, "Cache-Control: max-age=1")]
    [InlineData(true, 200, "Cache-Control: public")]
    [InlineData(true, 500, "Cache-Control: s-maxage=5")]
    [InlineData(false, 200, "Cache-Control: s-maxage=0, max-age=60")]
    [InlineData(false, 200, "Cache-Control: max-age=0")]
    [InlineData(false, 200, "Cache-Control: max-age=60, no-store")]
    [InlineData(false, 200, "Cache-Control: max-age=60, private")]
    [InlineData(true, 200, "Cache-Control: max-age=60, private=\"Set-Cookie\"")]
    [InlineData(false, 200, "Cache-Control: no-cache, max-age=60")]
    [InlineData(false, 200, "Vary: *", "Cache-Control: max-age=60")]
    [InlineData(true, 200, "Vary: Cookie", "Cache-Control: max-age=60")]
    [InlineData(true, 200, "Date: Tue, 01 Jan 2030 00:00:00 GMT", "Expires: Tue, 01 Jan 2030 00:01:00 GMT")]
    [InlineData(false, 200, "Date: Tue, 01 Jan 2030 00:00:00 GMT", "Expires: Tue, 01 Jan 2030 00:00:00 GMT")]
    [InlineData(false, 200, "Expires: 0", "Last-Modified: Tue, 01 Jan 2019 00:00:00 GMT")]
    [InlineData(true, 200, "Last-Modified: Tue, 01 Jan 2019 00:00:00 GMT")]
    [InlineData(false, 302, "Last-Modified: Tue, 01 Jan 2019 00:00:00 GMT")]
    [InlineData(true, 404, "Last-Modified: Tue, 01 Jan 2019 00:00:00 GMT")]
    [InlineData(false, 200, "Content-Type: text/html")]
    [InlineData(false, 200, ">Authorization: Bearer x", "Cache-Control: max-age=60")]
    [InlineData(true, 200, ">Authorization: Bearer x", "Cache-Control: max-age=60, public")]
    [InlineData(true, 200, ">Authorization: Bearer x", "Cache-Control: max-age=60, must-revalidate")]
    [InlineData(true, 200, "Cache-Control: private", "CDN-Cache-Control: max-age=60")]
    [InlineData(false, 200, "Cache-Control: private", "CDN-Cache-Control: no-store")]
    [InlineData(true, 200, "Cache-Control: no-store", "X-Accel-Expires: 10")]
    [InlineData(false, 200, "Cache-Control: no-store", "X-Accel-Expires: 0")]
    [InlineData(true, 200, "Cache-Control: no-store", "Surrogate-Control: max-age=60")]
    [InlineData(false, 304, "Cache-Control: max-age=60")]
    public void Of_Headers_FollowsTheRfcs(bool mayStore, int status, params string[] headers)
    {
        var storability = Storability.Of(Exchanges.Of("alice", "/", status, "", headers));
        storability.MayStore.ShouldBe(mayStore);
        (storability.Because.Length > 0).ShouldBe(mayStore);
    }
}
