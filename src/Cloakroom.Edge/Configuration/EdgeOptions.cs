using System.ComponentModel;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Configuration;

/// <summary>Everything that can be set. <c>edge.json</c>, the environment (<c>CLOAKROOM_EDGE_</c>) and the command line bind to this; the JSON schema is made from it.</summary>
internal sealed class EdgeOptions
{
    [Description("Addresses to listen on. Default: http://127.0.0.1:8080.")]
    public IList<string> Listen { get; set; } = [];

    [Description("Certificate for https addresses; read again when the files change.")]
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

    [Description("Accepts the application's cookies of before the edge was there, and seals them, until a date.")]
    public AdoptionOptions Adoption { get; set; } = new();

    [Description("Addresses and networks (CIDR) of proxies whose X-Forwarded-* headers are believed. Default: 127.0.0.1/32 and ::1/128.")]
    public IList<string> TrustedProxies { get; set; } = [];

    [Description("Where keys, control and the journal are kept.")]
    public EdgeStoreOptions Store { get; set; } = new();

    [Description("Health, metrics and status, on an address of their own that the public must not reach.")]
    public AdminOptions Admin { get; set; } = new();
}

/// <summary>A certificate in PEM files.</summary>
internal sealed class TlsOptions
{
    [Description("PEM file with the certificate and its chain.")]
    public string CertificateFile { get; set; } = "";

    [Description("PEM file with the private key.")]
    public string KeyFile { get; set; } = "";
}

/// <summary>One server of the application.</summary>
internal sealed class UpstreamOptions
{
    [Description("Where it listens: http://host:port or https://host:port, without a path.")]
    public string Url { get; set; } = "";
}

/// <summary>How requests go to the application.</summary>
internal sealed class ForwardingOptions
{
    [Description("How long a connection to the application may take. Default: 5 seconds.")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    [Description("How long nothing may move in either direction before a request is given up. Default: 100 seconds.")]
    public TimeSpan ActivityTimeout { get; set; } = TimeSpan.FromSeconds(100);

    [Description("The HTTP version that is tried first towards the application: 1.1 or 2. Default: 1.1.")]
    public string HttpVersion { get; set; } = "1.1";

    [Description("The Host header that the application gets: Original (the browser's, the default) or Upstream.")]
    public ForwardedHost Host { get; set; }

    [Description("A path that a healthy upstream answers with 2xx or 3xx; null (the default) to judge by requests alone.")]
    public string? HealthPath { get; set; }

    [Description("How often the health path is asked. Default: 5 seconds.")]
    public TimeSpan HealthInterval { get; set; } = TimeSpan.FromSeconds(5);

    [Description("How long requests may still finish after SIGTERM. Default: 30 seconds.")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    [Description("The largest request body in bytes; null for no limit, which is the default since it is the application's to set.")]
    public long? MaxRequestBodySize { get; set; }
}

/// <summary>Which Host header the application gets.</summary>
internal enum ForwardedHost
{
    Original,
    Upstream,
}

/// <summary>One cookie of the application, or a family of them.</summary>
internal sealed class GuardedCookieOptions
{
    [Description("The cookie's name, with * for any characters: connect.sid, wordpress_logged_in_*. Chunks (NAME.0, NAMEC1) belong to it.")]
    public string Name { get; set; } = "";

    [Description("Whether browsers get it sealed. Default: true. False for cookies that scripts must read, which are then guarded on routes only.")]
    public bool Seal { get; set; } = true;

    [Description("What is in it: Identifier (one value, one browser: a second issue is a mix-up), State (the session itself, which two browsers may share by chance), or Auto (the default: State when the value reads as JSON, JWT or the like).")]
    public CookieContent Content { get; set; }

    [Description("The fewest characters of an identifier that is not degenerate. Default: 16.")]
    public int MinLength { get; set; } = 16;

    [Description("Attributes for a cookie of before the edge was there, whose own are not known (Adoption).")]
    public AdoptedAttributeOptions Adopted { get; set; } = new();
}

/// <summary>What a guarded cookie holds.</summary>
internal enum CookieContent
{
    Auto,
    Identifier,
    State,
}

/// <summary>What an adopted cookie is set with.</summary>
internal sealed class AdoptedAttributeOptions
{
    [Description("Path. Default: /.")]
    public string Path { get; set; } = "/";

    [Description("Domain; null (the default) for the host alone.")]
    public string? Domain { get; set; }

    [Description("SameSite: Lax (the default), Strict or None.")]
    public string SameSite { get; set; } = "Lax";

    [Description("How long it lasts; null (the default) until the browser closes.")]
    public TimeSpan? MaxAge { get; set; }
}

/// <summary>The edge's own cookie.</summary>
internal sealed class BindingOptions
{
    [Description("Its name. Default: __Host-cloakroom-edge; with Domain: __Secure-cloakroom-edge.")]
    public string? Name { get; set; }

    [Description("The domain over whose hosts the application shares its session; null (the default) for one host. With it the __Host- protection against sibling hosts is lost.")]
    public string? Domain { get; set; }

    [Description("SameSite: Lax, Strict or None. Default: None when a sealed cookie of the application is None, else Lax.")]
    public string? SameSite { get; set; }

    [Description("What becomes of a request whose sealed cookie does not open: SignedOut (it goes on without the cookie, the default) or Unauthorized (401).")]
    public ForeignAnswer OnForeign { get; set; }

    [Description("Whether plain http from other hosts than localhost may carry sessions, without __Host- and Secure. Default: false.")]
    public bool AllowPlainHttp { get; set; }
}

/// <summary>What becomes of a request whose sealed cookie does not open.</summary>
internal enum ForeignAnswer
{
    SignedOut,
    Unauthorized,
}

/// <summary>Which paths are what.</summary>
/// <remarks>A path that reads as static in any way is static; one that reads as sign-in in any way is under the rules of sign-in as well.</remarks>
internal sealed class RouteOptions
{
    [Description("Static paths, beside the common ones (Defaults): /assets/**, *.js. There guarded cookies neither arrive nor leave.")]
    public IList<string> Static { get; set; } = [];

    [Description("Whether common asset paths and file endings are static. Default: true.")]
    public bool StaticDefaults { get; set; } = true;

    [Description("Dynamic in spite of Static and the defaults: /api/report.css. Only where no cache is told otherwise.")]
    public IList<string> Dynamic { get; set; } = [];

    [Description("Where people sign in. Default: /login/**, /signin/**, /sign-in/**, /auth/**, /wp-login.php and the like.")]
    public IList<string> SignIn { get; set; } = [];

    [Description("Where people sign out. Default: /logout/**, /signout/**, /sign-out/**.")]
    public IList<string> SignOut { get; set; } = [];

    [Description("Whether a CDN in front keeps guarded cookies away from static paths. Their arrival there is then the mix-up cookie-to-static. Default: false.")]
    public bool BehindCdn { get; set; }
}

/// <summary>Whether each rule acts or only reports.</summary>
internal sealed class EdgeRuleOptions
{
    [Description("A sealed cookie with another browser's binding, or none.")]
    public RuleMode ForeignBinding { get; set; } = RuleMode.Enforce;

    [Description("One session value issued to two browsers, or a value that cannot be a session.")]
    public RuleMode DuplicateIssue { get; set; } = RuleMode.Enforce;

    [Description("A response that the application says it made for another session.")]
    public RuleMode ForeignOwner { get; set; } = RuleMode.Enforce;

    [Description("A guarded Set-Cookie on a static or cacheable response.")]
    public RuleMode CookieOnCacheable { get; set; } = RuleMode.Enforce;

    [Description("A guarded cookie arriving on a static path.")]
    public RuleMode CookieToStatic { get; set; } = RuleMode.Enforce;
}

/// <summary>The application's own cookies of before.</summary>
internal sealed class AdoptionOptions
{
    [Description("Until when unsealed cookies are accepted; null (the default) for never. A date with an offset: 2027-01-31T00:00:00Z.")]
    public DateTimeOffset? Until { get; set; }
}

/// <summary>Where keys, control and the journal are kept.</summary>
internal sealed class EdgeStoreOptions
{
    [Description("The directory for edge.db and keys/. Edges that share it act as one. Default: cloakroom-edge in the working directory.")]
    public string Directory { get; set; } = "cloakroom-edge";

    [Description("Nothing is kept: sessions end when the edge does. For trying out. Default: false.")]
    public bool InMemory { get; set; }
}

/// <summary>Health, metrics and status.</summary>
internal sealed class AdminOptions
{
    [Description("Address for /healthz/live, /healthz/ready, /status and /metrics. Default: http://127.0.0.1:8081; an empty text switches it off.")]
    public string Listen { get; set; } = "http://127.0.0.1:8081";
}
