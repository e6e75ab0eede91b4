namespace Cloakroom.Edge.Sealing;

/// <summary>The key of the <see cref="Tagger"/>, fetched from the shared store before anything needs it.</summary>
internal sealed class TagKey
{
    /// <summary>The name of the secret in the store.</summary>
    public const string Name = "tags";

    private byte[]? _value;

    public byte[] Value
    {
        get => _value ?? throw new InvalidOperationException("The key of tags has not been read yet.");
        set => _value = value;
    }
}
