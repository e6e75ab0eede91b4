namespace Cloakroom.Replay.Harness;

/// <summary>A user as the application's own database knows them. All three values are markers: of one length and found nowhere else.</summary>
/// <param name="Id">The subject.</param>
/// <param name="Name">The name on every page of theirs.</param>
/// <param name="Secret">What nobody else may ever see: the note on their dashboard.</param>
internal sealed record Member(string Id, string Name, string Secret)
{
    public const int MarkerLength = 14;

    public IEnumerable<string> Markers => [Id, Name, Secret];

    public static Member Plant(SeededXorshift random) => new("id" + random.Hex12(), "nm" + random.Hex12(), "sk" + random.Hex12());
}
