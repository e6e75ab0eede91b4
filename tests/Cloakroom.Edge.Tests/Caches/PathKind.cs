namespace Cloakroom.Edge.Tests.Caches;

/// <summary>What a path looks like to people, caches and the edge.</summary>
internal enum PathKind
{
    /// <summary>An asset: <c>/s/….js</c>.</summary>
    Static,

    /// <summary>A page: <c>/page/…</c>.</summary>
    Dynamic,
}
