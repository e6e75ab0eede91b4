namespace Cloakroom.Replay.Caches;

/// <summary>Which shared cache stands in front of the application.</summary>
internal enum CacheKind
{
    /// <summary>nginx when it is installed, else the built-in one.</summary>
    Auto,

    Nginx,

    Varnish,

    /// <summary>Needs nothing installed.</summary>
    Builtin,
}
