using Cloakroom.Probe.Plans;

namespace Cloakroom.Probe.Tests.Plans;

public sealed class PathVariantsTests
{
    [Fact]
    public void Of_APage_KeepTheirEscapesAndDotsAsTheyAre()
    {
        var variants = PathVariants.Of(new Uri("http://127.0.0.1:81/account?tab=1"), "/assets/").Select(url => url.OriginalString).ToList();

        variants.ShouldContain("http://127.0.0.1:81/account/x.css?tab=1");
        variants.ShouldContain("http://127.0.0.1:81/account%2Fx.css?tab=1");
        variants.ShouldContain("http://127.0.0.1:81/account?x.css");
        variants.ShouldContain("http://127.0.0.1:81/assets/..%2Faccount?tab=1");
        variants.ShouldBeUnique();
        PathVariants.Of(new Uri("http://127.0.0.1:81/account"), null).ShouldAllBe(url => url.Authority == "127.0.0.1:81" && url.AbsoluteUri == url.OriginalString);
    }

    [Fact]
    public void Of_TheRoot_HaveNoNameWithoutAStem() =>
        PathVariants.Of(new Uri("http://127.0.0.1/"), null).ShouldAllBe(url => url.AbsolutePath != "/.css" && url.AbsolutePath != "/.js");
}
