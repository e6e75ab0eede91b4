using Cloakroom.Edge.Configuration;
using Cloakroom.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Edge.Routing;

/// <summary>Tells what a path is for.</summary>
/// <remarks>
/// Dropping identity where it was wanted costs a page; bringing it where a shared cache listens costs a session. So a path is static when any reading of
/// it is, and <see cref="RouteOptions.Dynamic"/> makes an exception only for paths that everybody reads alike.
/// </remarks>
internal sealed class RouteTable
{
    /// <summary>Where frameworks and site generators keep assets.</summary>
    public static IReadOnlyList<string> DefaultStaticPaths { get; } =
    [
        "/assets/**", "/static/**", "/_next/static/**", "/_nuxt/**", "/_app/immutable/**", "/build/**", "/dist/**", "/bundles/**", "/packs/**",
        "/css/**", "/js/**", "/img/**", "/images/**", "/fonts/**", "/wp-content/**", "/wp-includes/**", "/webjars/**", "/favicon.ico", "/robots.txt",
    ];

    /// <summary>What pages are made of. Documents such as <c>.pdf</c> and <c>.csv</c> are not among them: they are often personal.</summary>
    public static IReadOnlyList<string> DefaultStaticEndings { get; } =
    [
        "*.css", "*.js", "*.mjs", "*.map", "*.wasm", "*.png", "*.jpg", "*.jpeg", "*.gif", "*.webp", "*.avif", "*.svg", "*.ico", "*.bmp",
        "*.woff", "*.woff2", "*.ttf", "*.otf", "*.eot", "*.mp3", "*.mp4", "*.webm", "*.ogg", "*.webmanifest",
    ];

    public static IReadOnlyList<string> DefaultSignInPaths { get; } =
    [
        "/login", "/login/**", "/signin", "/signin/**", "/sign-in", "/sign-in/**", "/log-in", "/log-in/**", "/session/new", "/sessions/new", "/users/sign_in", "/users/sign_in/**",
        "/accounts/login", "/accounts/login/**", "/account/login", "/account/login/**", "/user/login", "/user/login/**", "/users/login", "/admin/login", "/api/login", "/api/auth/signin/**", "/api/auth/callback/**", "/auth", "/auth/**", "/oauth/callback", "/register", "/register/**", "/signup", "/signup/**", "/wp-login.php", "/login.php",
    ];

    public static IReadOnlyList<string> DefaultSignOutPaths { get; } =
        ["/logout", "/logout/**", "/signout", "/signout/**", "/sign-out", "/sign-out/**", "/log-out", "/log-out/**", "/users/sign_out", "/accounts/logout", "/accounts/logout/**", "/account/logout", "/account/logout/**", "/user/logout", "/users/logout", "/admin/logout", "/api/logout", "/api/auth/signout", "/logout.php"];

    private readonly PatternSet _static;
    private readonly PatternSet _dynamic;
    private readonly PatternSet _signIn;
    private readonly PatternSet _signOut;

    public RouteTable(RouteOptions options)
    {
        _static = new PatternSet(options.StaticDefaults ? [.. options.Static, .. DefaultStaticPaths, .. DefaultStaticEndings] : options.Static);
        _dynamic = new PatternSet(options.Dynamic);
        _signIn = new PatternSet(options.SignIn.Count > 0 ? options.SignIn : DefaultSignInPaths);
        _signOut = new PatternSet(options.SignOut.Count > 0 ? options.SignOut : DefaultSignOutPaths);
    }

    public RouteMatch Classify(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var raw = PathOf(target);
        var match = Classify(raw);
        // What the application gets, should the server have read the target in a way of its own.
        var read = context.Request.Path.Value ?? "";
        return raw.Equals(read, StringComparison.Ordinal) ? match : match.Or(Classify(read));
    }

    /// <param name="path">As it was sent, without the query.</param>
    public RouteMatch Classify(string path)
    {
        if (PathReadings.IsPlain(path))
        {
            var isStatic = _static.FindMatch(path, anySegment: false);
            if (isStatic is not null && _dynamic.FindMatch(path, anySegment: false) is not null)
                isStatic = null;
            return Match(path, isStatic);
        }

        var match = default(RouteMatch);
        RouteClass? agreed = null;
        var isAgreed = true;
        foreach (var reading in PathReadings.Of(path))
        {
            var read = Match(reading, _static.FindMatch(reading, anySegment: true));
            match = match.Or(read);
            // What is still encoded is nobody's last word on a path with a space in it.
            if (reading.Contains('%', StringComparison.Ordinal))
                continue;
            isAgreed &= (agreed ?? read.Class) == read.Class;
            agreed = read.Class;
        }

        return (isAgreed && agreed is not null) || match.Class == RouteClass.Dynamic ? match : match with { Class = match.Class | RouteClass.Ambiguous };
    }

    private RouteMatch Match(string path, string? isStatic)
    {
        var (@class, pattern) = isStatic is null ? (RouteClass.Dynamic, null) : (RouteClass.Static, isStatic);
        // What is static in some way brings nobody's session, so that nobody signs in there by another spelling.
        if ((_signIn.FindMatch(path, anySegment: false) ?? (isStatic is null ? FindSpelling(_signIn, path) : null)) is { } signIn)
            (@class, pattern) = (@class | RouteClass.SignIn, pattern ?? signIn);
        if (_signOut.FindMatch(path, anySegment: false) is { } signOut)
            (@class, pattern) = (@class | RouteClass.SignOut, pattern ?? signOut);
        return new RouteMatch(@class, pattern);
    }

    /// <summary>
    /// Other spellings that frameworks take for the same path, so that sign-in is closed under all of them: <c>/login/</c> (Express), <c>/login.json</c> (Rails),
    /// <c>/login.php/x</c> (CGI's path info) and <c>/index.php/login</c> (PHP's front controllers).
    /// </summary>
    private static string? FindSpelling(PatternSet patterns, ReadOnlySpan<char> path)
    {
        if (path.IndexOf('.') < 0 && path is not [.., '/' or ' '])
            return null;

        path = path.TrimEnd("/ ");
        if ((patterns.FindMatch(path, anySegment: false) ?? patterns.FindMatch(WithoutEnding(path), anySegment: false)) is { } found)
            return found;

        var dot = path.IndexOf('.');
        var slash = dot < 0 ? -1 : path[dot..].IndexOf('/');
        if (slash < 0)
            return null;
        var script = path[..(dot + slash)];
        var info = path[(dot + slash)..];
        return patterns.FindMatch(script, anySegment: false)
            ?? (script.EndsWith(".php", StringComparison.OrdinalIgnoreCase) ? patterns.FindMatch(info, anySegment: false) ?? patterns.FindMatch(WithoutEnding(info), anySegment: false) : null);
    }

    private static ReadOnlySpan<char> WithoutEnding(ReadOnlySpan<char> path)
    {
        var name = path.LastIndexOf('/') + 1;
        var dot = path[name..].IndexOf('.');
        return dot <= 0 ? path : path[..(name + dot)];
    }

    /// <summary>The path of a request target: origin form, or absolute form as proxies get it.</summary>
    private static string PathOf(string target)
    {
        var path = target.AsSpan();
        if (!path.StartsWith("/") && path.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme)
        {
            path = path[(scheme + 3)..];
            var start = path.IndexOf('/');
            path = start < 0 ? "/" : path[start..];
        }

        var end = path.IndexOfAny('?', '#');
        path = end < 0 ? path : path[..end];
        return path.Length == target.Length ? target : path.ToString();
    }
}

/// <summary>What a path is for, and by which pattern.</summary>
/// <param name="Class">All classes that some reading of the path falls in.</param>
/// <param name="Pattern">The first pattern that said so; null for a path that is dynamic because nothing said otherwise.</param>
internal readonly record struct RouteMatch(RouteClass Class, string? Pattern)
{
    public bool IsStatic => (Class & RouteClass.Static) != 0;

    public bool IsSignIn => (Class & RouteClass.SignIn) != 0;

    public RouteMatch Or(RouteMatch other) => new(Class | other.Class, Pattern ?? other.Pattern);
}
