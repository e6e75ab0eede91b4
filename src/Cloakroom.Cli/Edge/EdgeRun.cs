using Cloakroom.Edge.Configuration;

namespace Cloakroom.Cli.Edge;

/// <summary>Runs the edge until it is told to stop.</summary>
/// <param name="sources">For reading the configuration again.</param>
/// <param name="options">As read from them.</param>
/// <param name="started">Called when it listens.</param>
/// <param name="cancellationToken">Stops it.</param>
internal delegate Task EdgeRun(EdgeSources sources, EdgeOptions options, Action started, CancellationToken cancellationToken);
