using System.ComponentModel.DataAnnotations;
using Cloakroom.Alerts;
using Cloakroom.Control;
using Cloakroom.Http;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Rates;
using Cloakroom.Sessions;

namespace Cloakroom;

/// <summary>Everything that can be set. Binds from the configuration section <c>Cloakroom</c>; checked at start, all errors at once.</summary>
public sealed class CloakroomOptions
{
    /// <summary>The configuration section that the options bind from.</summary>
    public const string SectionName = "Cloakroom";

    /// <summary>The two cookies.</summary>
    public SessionCookieOptions Cookies { get; set; } = new();

    /// <summary>How long sessions live (OWASP ASVS 5.0 7.3.1, 7.3.2).</summary>
    public SessionLifetimeOptions Lifetime { get; set; } = new();

    /// <summary>Lifetimes of a session that was signed in with "remember me" (<c>AuthenticationProperties.IsPersistent</c>).</summary>
    public SessionLifetimeOptions RememberMe { get; set; } = new()
    {
        AbsoluteTimeout = TimeSpan.FromDays(30),
        IdleTimeout = TimeSpan.FromDays(14),
    };

    /// <summary>How many sessions a subject may have (OWASP ASVS 5.0 7.1.2).</summary>
    public ConcurrentSessionOptions Concurrent { get; set; } = new();

    /// <summary>Session data: <c>HttpContext.Session</c>.</summary>
    public SessionDataOptions Data { get; set; } = new();

    /// <summary>Time limits of store calls.</summary>
    public StoreCallOptions Store { get; set; } = new();

    /// <summary>The cache of opened sessions on this node.</summary>
    public NearCacheOptions NearCache { get; set; } = new();

    /// <summary>Which routes are static: there guarded cookies are neither read nor written.</summary>
    public StaticRouteOptions Static { get; set; } = new();

    /// <summary>Whether each rule acts or only reports.</summary>
    public MixupRuleOptions Rules { get; set; } = new();

    /// <summary>What is done by itself about an incident, at which count.</summary>
    public IncidentPolicyOptions Policies { get; set; } = new();

    /// <summary>The self-test against the real store.</summary>
    public CanaryOptions Canary { get; set; } = new();

    /// <summary>Where people are sent to sign in.</summary>
    public ChallengeOptions Challenge { get; set; } = new();

    /// <summary>The record of who used which session when.</summary>
    public JournalOptions Journal { get; set; } = new();

    /// <summary>Who is told of incidents.</summary>
    public AlertOptions Alerts { get; set; } = new();

    /// <summary>Rates that should be flat, each compared with its own recent past.</summary>
    public RateOptions Rates { get; set; } = new();

    /// <summary>How long ended sessions, mix-ups and uses are kept.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>The claim that names the subject. Default: <c>ClaimTypes.NameIdentifier</c>; <c>sub</c> is tried after it.</summary>
    [Required]
    public string SubjectClaimType { get; set; } = System.Security.Claims.ClaimTypes.NameIdentifier;

    /// <summary>The claim that names the tenant; null when the application has none. Default: null.</summary>
    public string? TenantClaimType { get; set; }

    /// <summary>What 503 answers say in <c>Retry-After</c>, 1 second to 1 hour. Default: 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);
}
