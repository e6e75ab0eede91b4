using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Rates;
using Cloakroom.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Http;

/// <summary>What every request works with, resolved once.</summary>
internal sealed record RequestServices(
    IOptions<CloakroomOptions> Options,
    CookieReader Cookies,
    ResponseHeaderGuard Headers,
    InProcessCacheUse InProcessCaches,
    StaticRoutes Routes,
    SessionOpener Opener,
    SessionWriter Writer,
    ControlFeed Feed,
    MixupJournal Journal,
    UseJournal Uses,
    RateCounters Rates,
    SchemeName Scheme,
    TimeProvider Time,
    ILogger<RequestScope> Logger,
    IPrincipalValidator? Validator = null);
