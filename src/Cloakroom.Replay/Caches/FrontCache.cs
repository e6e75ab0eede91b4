using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.Caches;

/// <summary>Puts a shared cache in front of the application.</summary>
internal static class FrontCache
{
    /// <summary>What <see cref="CacheKind.Auto"/> comes to on this machine.</summary>
    public static CacheKind Resolve(CacheKind kind) => kind != CacheKind.Auto ? kind : Executable.Find("nginx") is null ? CacheKind.Builtin : CacheKind.Nginx;

    /// <summary>The caches to go through one after the other: of <see cref="CacheKind.Auto"/> all real ones that are installed, or the built-in one.</summary>
    public static IReadOnlyList<CacheKind> All(CacheKind kind)
    {
        if (kind != CacheKind.Auto) return [kind];
        CacheKind[] installed = [.. ((CacheKind[])[CacheKind.Nginx, CacheKind.Varnish]).Where(real => WhyUnavailable(real) is null)];
        return installed.Length > 0 ? installed : [CacheKind.Builtin];
    }

    /// <summary>What is missing for this kind; null when it can run.</summary>
    public static string? WhyUnavailable(CacheKind kind) => kind switch
    {
        CacheKind.Nginx when Executable.Find("nginx") is null => Missing("nginx", "nginx-light"),
        CacheKind.Varnish when Executable.Find("varnishd") is null => Missing("varnishd", "varnish"),
        _ => null,
    };

    public static async Task PutInFrontAsync(this SideRun run, CachePolicy policy, CacheKind? kind = null)
    {
        switch (Resolve(kind ?? run.Settings.Cache))
        {
            case CacheKind.Nginx:
                var nginx = await NginxCache.StartAsync(policy, run.Portal, run.Stop);
                run.PutInFront(nginx, nginx.Address);
                break;
            case CacheKind.Varnish:
                var varnish = await VarnishCache.StartAsync(policy, run.Portal, run.Stop);
                run.PutInFront(varnish, varnish.Address);
                break;
            default:
                var builtin = await BuiltinCache.StartAsync(policy, run.Portal, run.Stop);
                run.PutInFront(builtin, builtin.Address);
                break;
        }
    }

    private static string Missing(string program, string package) =>
        $"{program} is neither on PATH nor in /usr/sbin. Install it (apt install {package}) or use builtin, which needs nothing.";
}
