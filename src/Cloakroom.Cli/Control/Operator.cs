namespace Cloakroom.Cli.Control;

/// <summary>Who gives an order, for the audit trail. It is what the machine says, not proof.</summary>
internal static class Operator
{
    public static string OfThisProcess()
    {
        // Everybody is root under sudo, which the audit trail must not make of them.
        var before = Environment.GetEnvironmentVariable("SUDO_USER");
        var user = string.IsNullOrEmpty(before) || before == Environment.UserName ? Environment.UserName : $"{before} as {Environment.UserName}";
        return $"{Text.Printable(user)}@{Environment.MachineName}";
    }
}
