using Cloakroom.Replay.Applications;

namespace Cloakroom.Edge.Tests.Applications;

public sealed class ExpressSessionFixture() : ApplicationFixture(ApplicationKind.ExpressSession);

public sealed class CookieSessionFixture() : ApplicationFixture(ApplicationKind.CookieSession);

public sealed class PhpFixture() : ApplicationFixture(ApplicationKind.Php);

public sealed class PhpFpmFixture() : ApplicationFixture(ApplicationKind.PhpFpm);

public sealed class FlaskFixture() : ApplicationFixture(ApplicationKind.Flask);

public sealed class DjangoFixture() : ApplicationFixture(ApplicationKind.Django);

public sealed class ExpressSessionTests(ExpressSessionFixture application) : ApplicationTests(application), IClassFixture<ExpressSessionFixture>
{
    protected override string SessionCookie => "connect.sid";
}

public sealed class CookieSessionTests(CookieSessionFixture application) : ApplicationTests(application), IClassFixture<CookieSessionFixture>
{
    protected override string SessionCookie => "session";
}

public sealed class PhpTests(PhpFixture application) : ApplicationTests(application), IClassFixture<PhpFixture>
{
    protected override string SessionCookie => "PHPSESSID";
}

public sealed class PhpFpmTests(PhpFpmFixture application) : ApplicationTests(application), IClassFixture<PhpFpmFixture>
{
    protected override string SessionCookie => "PHPSESSID";
}

public sealed class FlaskTests(FlaskFixture application) : ApplicationTests(application), IClassFixture<FlaskFixture>
{
    protected override string SessionCookie => "session";
}

public sealed class DjangoTests(DjangoFixture application) : ApplicationTests(application), IClassFixture<DjangoFixture>
{
    protected override string SessionCookie => "sessionid";
}
