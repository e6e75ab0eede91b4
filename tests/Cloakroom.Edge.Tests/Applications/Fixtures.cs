using Cloakroom.Replay.Applications;

namespace Cloakroom.Edge.Tests.Applications;

public sealed class ExpressSessionFixture() : ApplicationFixture(ApplicationKind.ExpressSession);

public sealed class CookieSessionFixture() : ApplicationFixture(ApplicationKind.CookieSession);

public sealed class PhpFixture() : ApplicationFixture(ApplicationKind.Php);

public sealed class PhpFpmFixture() : ApplicationFixture(ApplicationKind.PhpFpm);

public sealed class FlaskFixture() : ApplicationFixture(ApplicationKind.Flask);

public sealed class DjangoFixture() : ApplicationFixture(ApplicationKind.Django);
