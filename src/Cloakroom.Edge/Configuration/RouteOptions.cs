using System.ComponentModel;

namespace Cloakroom.Edge.Configuration;

/// <summary>Which paths are what.</summary>
/// <remarks>A path that reads as static in any way is static; one that reads as sign-in in any way is under the rules of sign-in as well.</remarks>
internal sealed class RouteOptions
{
    [Description("Static paths, beside the common ones: /assets/**, *.js. There guarded cookies neither arrive nor leave.")]
    public IList<string> Static { get; set; } = [];

    [Description("Whether common asset paths and file endings are static. Default: true.")]
    public bool StaticDefaults { get; set; } = true;

    [Description("Dynamic in spite of static and the common ones: /api/report.css. Only for paths that no cache stores.")]
    public IList<string> Dynamic { get; set; } = [];

    [Description("Where people sign in, in any spelling: /login means /login/, /login.json and /index.php/login too. Default: /login, /login/**, /signin, /auth/**, /wp-login.php and the like.")]
    public IList<string> SignIn { get; set; } = [];

    [Description("Where people sign out. Default: /logout, /logout/**, /signout, /sign-out and the like.")]
    public IList<string> SignOut { get; set; } = [];

    [Description("Whether a CDN in front keeps guarded cookies away from static paths. Their arrival there is then the mix-up cookie-to-static. Default: false.")]
    public bool BehindCdn { get; set; }
}
