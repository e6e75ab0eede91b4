using System.ComponentModel;

namespace Cloakroom.Edge.Configuration;

/// <summary>Everything that can be set. <c>edge.json</c>, the environment (<c>CLOAKROOM_EDGE_</c>) and the command line bind to this; the JSON schema is made from it.</summary>
internal sealed class EdgeOptions
{
    [Description("Addresses to listen on. Default: http://127.0.0.1:8080.")]
    [NeedsRestart]
    public IList<string> Listen { get; set; } = [];

    [Description("Certificate for https addresses; read again when the files change.")]
    [NeedsRestart]
    public TlsOptions? Tls { get; set; }

    [Description("The application's servers. At least one.")]
    public IList<UpstreamOptions> Upstreams { get; set; } = [];

    [Description("How requests go to the application.")]
    public ForwardingOptions Forwarding { get; set; } = new();

    [Description("The application's cookies that are guarded. At least one.")]
    public IList<GuardedCookieOptions> Cookies { get; set; } = [];

    [Description("The edge's own cookie, the second half that sealed cookies open with.")]
    public BindingOptions Binding { get; set; } = new();

    [Description("Which paths are static, sign-in and sign-out; all others are dynamic.")]
    public RouteOptions Routes { get; set; } = new();

    [Description("Whether each rule acts (Enforce, the default) or only reports (Observe).")]
    public EdgeRuleOptions Rules { get; set; } = new();

    [Description("What is done by itself about an incident, at which count of people.")]
    public EdgePoliciesOptions Policies { get; set; } = new();

    [Description("Accepts the application's cookies of before the edge was there, and seals them, until a date.")]
    public AdoptionOptions Adoption { get; set; } = new();

    [Description("Addresses and networks (CIDR) of proxies whose X-Forwarded-* headers are believed. Default: 127.0.0.1/32 and ::1/128.")]
    public IList<string> TrustedProxies { get; set; } = [];

    [Description("Where keys, control and the journal are kept.")]
    [NeedsRestart]
    public EdgeStoreOptions Store { get; set; } = new();

    [Description("Who is told when an incident is opened, grows or is closed.")]
    [NeedsRestart]
    public EdgeAlertOptions Alerts { get; set; } = new();

    [Description("Rates that should be flat, each compared with its own last two hours. They inform (cloakroom rates) and act on nothing.")]
    [NeedsRestart]
    public EdgeRateOptions Rates { get; set; } = new();

    [Description("Health, metrics and status, on an address of their own that the public must not reach.")]
    [NeedsRestart]
    public AdminOptions Admin { get; set; } = new();
}
