namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>Everything that is checked beyond what each value by itself must be. Never stops at the first error.</summary>
internal static class EdgeOptionsValidator
{
    public static void Validate(EdgeOptions options, TimeProvider time, ValidationReport report)
    {
        ListenRules.Check(options, report);
        TlsRules.Check(options, time, report);
        UpstreamRules.Check(options, report);
        CookieRules.Check(options, report);
        BindingRules.Check(options, report);
        RouteRules.Check(options.Routes, report);
        ProxyRules.Check(options, report);
        PolicyChecks.Check(options.Policies, report);
        AdoptionRules.Check(options, time, report);
        StoreRules.Check(options.Store, report);
        EdgeAlertRules.Check(options.Alerts, report);
    }
}
