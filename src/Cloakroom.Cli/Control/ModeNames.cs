using Cloakroom.Control;

namespace Cloakroom.Cli.Control;

/// <summary>Modes as the command line has them.</summary>
internal static class ModeNames
{
    private static readonly (string Name, CloakroomMode Mode)[] Names =
    [
        ("open", CloakroomMode.Open),
        ("sign-in-closed", CloakroomMode.SignInClosed),
        ("read-only", CloakroomMode.ReadOnly),
        ("closed", CloakroomMode.Closed),
    ];

    public static IEnumerable<string> All => Names.Select(name => name.Name);

    public static string Choice => $"{string.Join(", ", All.SkipLast(1))} or {Names[^1].Name}";

    public static string Of(CloakroomMode mode) => Array.Find(Names, name => name.Mode == mode).Name;

    public static bool TryParse(string text, out CloakroomMode mode)
    {
        var index = Array.FindIndex(Names, name => name.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        mode = index < 0 ? default : Names[index].Mode;
        return index >= 0;
    }
}
