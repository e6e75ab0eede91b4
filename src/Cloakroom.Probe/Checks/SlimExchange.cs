using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Checks;

internal static class SlimExchange
{
    private const int Short = 16 * 1024;

    /// <summary>For keeping some thousands of: with its body where that is short, by which two responses are known to be one.</summary>
    public static Exchange Slim(this Exchange of) => of.WithBody(of.Body.Length <= Short ? of.Body : default);

    /// <summary>What it takes, about: body, fields of the answer, and the rest.</summary>
    public static long Bytes(this Exchange of)
    {
        var bytes = 1024L + of.Body.Length;
        foreach (var field in of.Headers) bytes += 64 + 2 * (field.Name.Length + field.Value.Length);
        return bytes;
    }
}
