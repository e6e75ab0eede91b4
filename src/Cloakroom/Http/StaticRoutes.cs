using Cloakroom.Sessions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace Cloakroom.Http;

/// <summary>Tells static routes: those where guarded cookies are neither read nor written, so that nothing personal can ride on a shared key (invariant I5).</summary>
/// <remarks>
/// Decided from the path and the files, not from where authentication stands in the pipeline: it runs before static files
/// are served and, in a <c>WebApplication</c>, by default even before the middleware that serves them.
/// </remarks>
internal sealed class StaticRoutes(IOptions<CloakroomOptions> options, EndpointDataSource? endpoints = null, IWebHostEnvironment? environment = null)
{
    private readonly PathPattern[] _patterns = [.. options.Value.Static.Paths.Select(PathPattern.Parse)];
    private readonly IFileProvider? _webRoot = options.Value.Static.WebRoot ? environment?.WebRootFileProvider : null;
    private volatile AssetPaths? _assets;

    public bool IsStatic(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is not null && IsStatic(endpoint))
            return true;
        var path = context.Request.Path.Value;
        if (string.IsNullOrEmpty(path))
            return false;
        foreach (var pattern in _patterns)
        {
            if (pattern.Matches(path))
                return true;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return false;
        // Only what looks like a file is looked up: page and API routes pay for one search of a dot.
        if (path.AsSpan(path.LastIndexOf('/') + 1).IndexOf('.') < 0)
            return false;
        return Assets().Contains(path) || (endpoint?.RequestDelegate is null && IsFile(path));
    }

    private static bool IsStatic(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<StaticRouteAttribute>() is not null || endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;

    private bool IsFile(string path)
    {
        var file = _webRoot?.GetFileInfo(path);
        return file is { Exists: true, IsDirectory: false };
    }

    /// <summary>The paths of <c>MapStaticAssets</c>, which exist under fingerprinted names that no file has.</summary>
    private HashSet<string> Assets()
    {
        var assets = _assets;
        if (assets is null || assets.IsStale)
        {
            var token = endpoints?.GetChangeToken();
            var paths = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var endpoint in endpoints?.Endpoints ?? [])
            {
                if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is { } asset)
                    paths.Add("/" + asset.Route.TrimStart('/'));
            }

            _assets = assets = new AssetPaths(paths, token);
        }

        return assets.Paths;
    }

    private sealed record AssetPaths(HashSet<string> Paths, Microsoft.Extensions.Primitives.IChangeToken? Changed)
    {
        public bool IsStale => Changed?.HasChanged ?? false;
    }
}
