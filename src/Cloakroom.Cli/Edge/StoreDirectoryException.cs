namespace Cloakroom.Cli.Edge;

/// <summary>The store's directory cannot be written to.</summary>
internal sealed class StoreDirectoryException(string directory, Exception inner) : Exception($"{directory} cannot be written to.", inner)
{
    public string Directory => directory;
}
