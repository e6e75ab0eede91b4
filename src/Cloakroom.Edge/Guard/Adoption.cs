using Cloakroom.Edge.Cookies;
using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Guard;

/// <summary>Accepts the application's cookies of before the edge was there, until the configured date.</summary>
internal sealed class Adoption(Tagger tagger, EdgeTelemetry telemetry, TimeProvider time)
{
    /// <returns>The cookie as it came, due for sealing; null when nothing unsealed is accepted, or what came is a seal that somebody changed.</returns>
    public BroughtCookie? TryAdopt(Exchange exchange, GuardedCookie rule, string name, string value)
    {
        if (exchange.Policy.AdoptsUntil is not { } until || time.GetUtcNow() >= until || CookieSeal.LooksSealed(value) || value.Length == 0)
        {
            telemetry.Cookie("not-sealed");
            return null;
        }

        // It was there before anything that was ever ended: an unsealed cookie outlives no revocation.
        if (exchange.View.IsRevoked(0, tagger.OfBinding(tagger.BindingOfAdopted(value)), tagger.OfValue(value)))
        {
            telemetry.Cookie("revoked");
            return null;
        }

        telemetry.Cookie("adopted");
        return new BroughtCookie(rule, name, value, null, null, exchange.View.Revision, 1);
    }
}
