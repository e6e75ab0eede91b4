using Cloakroom.Control;

namespace Cloakroom.Cli.Control;

/// <summary>Modes in words.</summary>
internal static class ModeNames
{
    private static readonly (CloakroomMode Mode, string Name, string Sentence)[] Names =
    [
        (CloakroomMode.Open, "open", "everything is open"),
        (CloakroomMode.SignInClosed, "sign-in-closed", "sign-in is closed"),
        (CloakroomMode.ReadOnly, "read-only", "the mode is read-only"),
        (CloakroomMode.Closed, "closed", "the site is in lockdown"),
    ];

    public static string Of(CloakroomMode mode) => Array.Find(Names, name => name.Mode == mode).Name;

    public static string Sentence(CloakroomMode mode) => Array.Find(Names, name => name.Mode == mode).Sentence;
}
