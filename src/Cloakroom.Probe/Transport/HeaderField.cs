namespace Cloakroom.Probe.Transport;

/// <summary>One field line as it came. Not to be printed: it may hold a secret.</summary>
internal readonly record struct HeaderField(string Name, string Value)
{
    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
