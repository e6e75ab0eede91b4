using Cloakroom.Edge.Configuration;

namespace Cloakroom.Edge.Tests.Applications;

public sealed class FlaskTests(FlaskFixture application) : ApplicationTests(application), IClassFixture<FlaskFixture>
{
    protected override string SessionCookie => "session";
}

public sealed class DjangoTests(DjangoFixture application) : ApplicationTests(application), IClassFixture<DjangoFixture>
{
    protected override string SessionCookie => "sessionid";

    internal override IReadOnlyList<GuardedCookieOptions> Guarded => [new() { Name = SessionCookie }, new() { Name = "csrftoken", Seal = false }];

    [Fact]
    public Task Edge_ACookieForScripts_ReachesThemAsItIs() => DoubleSubmitAsync("csrftoken", "X-CSRFToken");
}
