namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>For how long cookies of before are accepted. Until then a stolen or mixed-up one of them still works.</summary>
internal static class AdoptionRules
{
    private const string Key = $"{nameof(EdgeOptions.Adoption)}:{nameof(AdoptionOptions.Until)}";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    public static void Check(EdgeOptions options, TimeProvider time, ValidationReport report)
    {
        if (options.Adoption.Until is not { } until)
            return;
        var now = time.GetUtcNow();
        if (until <= now)
            report.Warning(Key, $"{until:yyyy-MM-dd HH:mm zzz} is past: cookies of before are not accepted.", "Remove it, or set a date to come.");
        else if (until - now > Longest)
            report.Warning(Key, $"{until:yyyy-MM-dd} is more than 400 days away, longer than browsers keep a cookie; until then unsealed cookies work in any browser.", "Set it to when the sessions of before have run out.");
    }
}
