namespace Cloakroom.Probe.Findings;

/// <summary>
/// What to look at and what to write instead, for each cache.
/// What to write is in <c>docs/caches</c> and measured in <c>docs/caches.md</c>; for CDNs by their documentation. Lines of configuration begin with four spaces.
/// </summary>
internal static class Remedies
{
    public const string General = "In general: identity must not reach the origin on a path whose cache key lacks it. Taking Set-Cookie off is not enough, since the body stays.";

    private const string Unknown = """
        Nothing in the headers names the cache; HAProxy and ASP.NET Core's output cache say nothing but Age, nginx not even that. Ask every hop between the client and the application whether it
        stores this path, and the application for a cache of its own. Until it is found, send this on everything that is made for one person:
            Cache-Control: no-store
        """;

    private static readonly Dictionary<string, string> ByCache = new(StringComparer.Ordinal)
    {
        [CacheName.Nginx] = """
            Look for proxy_ignore_headers (Set-Cookie, Cache-Control, Vary), for proxy_cache_valid, and for X-Accel-Expires from the application, which outranks Cache-Control. As it comes
            nginx stores no response with Set-Cookie; proxy_hide_header Set-Cookie takes the cookie off and leaves the body. Cookies are not in the key. Cache assets only, and give
            them no cookies (a location with a proxy_set_header takes over none of the server's, so that all of them stand there again):
            """ + Recommended("nginx.conf"),
        [CacheName.Varnish] = """
            Look for return (hash) in vcl_recv together with return (deliver) in vcl_backend_response: the two skip both checks of the built-in VCL, which passes requests with cookies and does not
            store responses that set them. Look for unset beresp.http.Vary and unset beresp.http.Set-Cookie as well: the body stays. Hash assets only, and give them no cookies:
            """ + Recommended("varnish.vcl"),
        [CacheName.Haproxy] = """
            Look for http-response cache-store without a condition: HAProxy stores whatever has a freshness or a validator, Set-Cookie included. (option checkcache refuses such responses to everybody.)
            Store assets only, and give them no cookies:
            """ + Recommended("haproxy.cfg"),
        [CacheName.Apache] = """
            Look for CacheEnable on / : mod_cache stores Set-Cookie with the response and replays it. CacheIgnoreHeaders Set-Cookie alone leaves the body; CacheStorePrivate and CacheStoreNoStore must be off.
            Cache assets only, and give them no cookies:
            """ + Recommended("httpd.conf"),
        [CacheName.Squid] = """
            Look for ignore-no-store, ignore-private and override-expire in refresh_pattern, and for collapsed_forwarding on. As it comes Squid takes Set-Cookie off what it stores and keeps the body, and while a
            response arrives others get it with its cookie: leave collapsed_forwarding off. Store assets only, and give them no cookies:
            """ + Recommended("squid.conf"),
        [CacheName.TrafficServer] = """
            Look for ttl-in-cache in cache.config, which bypasses all checks. As it comes Traffic Server takes Set-Cookie off and keeps the body. In records.config:
                CONFIG proxy.config.http.cache.cache_responses_to_cookies INT 0
            or store assets only, and give them no cookies (a line with # names the file):
            """ + Recommended("trafficserver.config"),
        [CacheName.CloudFront] = """
            Look for the cache behaviour of this path. It leaks when cookies reach the origin (an origin request policy such as AllViewer) and the session cookie is not in the cache policy's key; forwarded
            cookies mean that Set-Cookie is cached and sent on every hit. With a minimum TTL above 0, as in CachingOptimized, no-store and private are ignored. No response headers policy removes Set-Cookie. For pages:
                cache policy           CachingDisabled (4135ea2d-6df8-44a3-9df3-4b5a84be39ad)
                origin request policy  AllViewer
            For assets, in behaviours of their own:
                cache policy           CachingOptimized (658327ea-f89d-4fab-a63d-7e88639e58f6)
                origin request policy  none, or one that forwards no cookies (CORS-CustomOrigin)
            """,
        [CacheName.Cloudflare] = """
            Look for a cache rule that makes this path eligible, with the edge TTL "Ignore cache-control header and use this TTL": Set-Cookie is taken off and the body is stored for everybody. Vary: Cookie does not help
            there. In Cache Rules:
                pages:   Cache eligibility: Bypass cache
                assets:  Edge TTL: Use cache-control header if present, bypass cache if not
            Turn on Cache Deception Armor in the rules that remain, and let the application set no cookie on assets.
            """,
        [CacheName.Fastly] = """
            Look for a custom vcl_fetch that delivers responses with Set-Cookie or private; the boilerplate passes them. Misses for one key are answered together unless they are passed. Keep:
                sub vcl_recv {
                  if (req.http.Cookie && req.url.ext !~ "^(js|css|svg|png|woff2)$") { return(pass); }
                  unset req.http.Cookie;
                #FASTLY recv
                  return(lookup);
                }
                sub vcl_fetch {
                #FASTLY fetch
                  if (beresp.http.Set-Cookie || beresp.http.Cache-Control ~ "(private|no-store)") { return(pass); }
                  return(deliver);
                }
            """,
        [CacheName.AspNet] = """
            Look for AddOutputCache with a policy that sets AllowCacheStorage, for CacheOutput() and [OutputCache] on endpoints with identity, and for UseResponseCaching with public responses: it refuses Set-Cookie, but
            does not see cookies that are added in OnStarting. The output cache ignores the response's private and no-store, and cookies are not in its key. Take it off what is personal:
                app.MapGet("/account", …).CacheOutput(policy => policy.NoCache());
                [ResponseCache(NoStore = true)] on controllers and pages
            and call UseOutputCache after UseAuthentication.
            """,
    };

    // Without its empty lines: those would end what stands by itself in a report.
    private static string Recommended(string file)
    {
        using var reader = new StreamReader(typeof(Remedies).Assembly.GetManifestResourceStream($"caches/{file}")!);
        return string.Concat(reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => "\n    " + line));
    }

    /// <summary>All caches that have a remedy of their own.</summary>
    public static IEnumerable<string> Caches => ByCache.Keys;

    public static string ForCache(string? cache) => (cache is not null && ByCache.TryGetValue(cache, out var own) ? own : Unknown) + "\n" + General;

    public static string Collapsed(string? cache) =>
        "Whatever answers several requests with one response counts as a cache, with no time to live at all: proxy_cache_lock, Varnish's waiting list, collapsed_forwarding, request coalescing of CDNs and single-flight "
        + "clients inside the application. Requests with identity must not be joined.\n" + ForCache(cache);

    public static string PathConfusion(string? cache) =>
        "The application answers the variant with the page, and the cache goes by the ending. Let the application answer 404 to paths that it does not have (no trailing segments, no ;parameters, no encoded slashes or "
        + "delimiters), and let the cache store by a folder that holds files only (/static/), not by an ending, and only what says that it may.\n" + ForCache(cache);

    public const string Application = """
        Look inside the application, where a request can meet another's state: fields of singletons and statics that hold the current user or response; a connection that goes back to its pool while an answer
        is still on its way (a cancelled request reads the previous one's); objects that are pooled and not cleared; memoised results and data caches whose key lacks the user; contexts captured by timers and background
        work; a store client that answers two equal questions with one answer for different people. Try cancelled pairs and bursts again with logging of the session's id on entry and on answer.
        Where the site shows it on purpose (a list of members, a chat), it is no mark of one person: take it out of 'markers', plant elsewhere, or 'exclude' the page.
        """;

    public const string DuplicateIssue = """
        Two responses that were made apart carry one session's value. Look at where the value is made: it must come from a generator for cryptography, with 128 bits, anew for each browser, and not from time, a counter,
        a seed, or a state that was copied with the process or the machine image. Create sessions only where none of that id exists, and look for a store or a client that answers one caller with another's record.
        Where the cookie has one value for many on purpose (a server's, an experiment's), name it in 'sharedCookies' of the scenario.
        """;

    public const string SurvivingSession = """
        Signing out must end the session where it is looked up: delete the record, and refuse what has none (OWASP ASVS 7.4.1). A session that lives in the cookie alone (signed or encrypted, JWT) needs a list of
        those that are signed out, or an epoch of the account in it that signing out moves on. Several servers must see it within seconds. Until then, short lives.
        """;

    public const string RevivedSession = """
        Look at what writes a session at the end of a request: sliding renewal, save on every response (express-session: resave, rolling), read, change and write back as a whole. It must update a record that is there and
        never insert one that is gone, and take no cookie to a browser for it. A deleted session leaves a mark that no write overtakes, until the longest request is over.
        """;

    public const string CookieStorable = """
        Do not set cookies on what many may share. Let static files be served before anything that knows of sessions, and renew a session's cookie on pages only. Until then, on every response with Set-Cookie:
            Cache-Control: no-store
        """ + "\n" + General;

    public const string PageStorable = """
        Say that it is one person's, on every response that is made for one, errors and redirects included:
            Cache-Control: no-store
        (private, where the browser itself may keep it.) A response without Cache-Control may be stored, for a time that the cache makes up when there is a Last-Modified (RFC 9111, 4.2.2).
        """ + "\n" + General;

    public const string ReplayHarmless = "A cache answers here. Nothing personal was seen in what it gave. Make sure that it is meant to, and that no cookie reaches the origin on this path.\n" + General;
}
