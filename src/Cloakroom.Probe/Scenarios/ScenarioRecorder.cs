using Cloakroom.Probe.Inputs;
using Cloakroom.Probe.Scenarios.Har;
using Cloakroom.Probe.Scenarios.Recording;

namespace Cloakroom.Probe.Scenarios;

/// <summary>Makes a scenario of a HAR in which somebody signed in and looked around. Neither name, password nor token is written out.</summary>
internal static class ScenarioRecorder
{
    private const int MaxBytes = 256_000_000;
    private const int MostPages = 50;

    /// <param name="file">The HAR, with sensitive data.</param>
    /// <param name="site">What paths belong to.</param>
    /// <exception cref="InputException">It is no HAR, or nobody signs in.</exception>
    public static Draft Record(string file, Uri site) => Parse(file, InputText.Read(file, MaxBytes, "HAR"), site);

    /// <inheritdoc cref="Record"/>
    public static Draft Parse(string file, string text, Uri site)
    {
        var har = HarFile.Parse(file, text);
        if (!har.Any(entry => entry.Url.Authority == site.Authority))
            throw new InputException(new InputProblem(file, 0, null, $"has no request to {site.Authority}.", "Give the address of the site that it was recorded at."));
        if (SignInTrace.Find(har) is not { } trace)
            throw new InputException(new InputProblem(file, 0, null, "nobody signs in there: no request sends a password once.", "Record it anew: open the developer tools before you sign in, keep the log across pages, and export with sensitive data."));

        var recording = new StepRecording(har, site, trace);
        var signIn = recording.SignIn();
        var after = har.Skip(trace.Last + 1).Where(entry => entry.Url.Authority == site.Authority).ToList();
        var pages = Pages(after, recording);
        var leaving = new StepRecording(har, site, trace);
        var signOut = after.Find(entry => FieldNames.IsSignOut(entry.Url.AbsolutePath) && entry.Method is "GET" or "POST" or "DELETE") is { } leave ? leaving.SignOut(leave) : [];
        var identity = Identity(after, trace, recording);
        var scenario = new Scenario
        {
            Hosts = [.. trace.Entries.Select(entry => entry.Url).Where(url => url.Authority != site.Authority).Select(url => url.IsDefaultPort ? url.Host : url.Authority).Distinct()],
            SignIn = signIn,
            SignOut = signOut,
            Journeys = pages.Count == 0 ? new Dictionary<string, IReadOnlyList<Step>>() : new Dictionary<string, IReadOnlyList<Step>> { ["recorded"] = pages },
            Identity = identity is null ? [] : [identity],
            SessionCookies = SessionCookies(har, trace),
        };
        return new Draft(scenario, Remarks(scenario, [.. recording.Unexplained, .. leaving.Unexplained], trace));
    }

    private static List<Step> Pages(IEnumerable<HarEntry> after, StepRecording recording) =>
    [
        .. after.Where(entry => entry is { Method: "GET", Status: 200 } && (entry.Type.Contains("html", StringComparison.Ordinal) || entry.Type.Contains("json", StringComparison.Ordinal)))
            .Where(entry => !FieldNames.IsSignOut(entry.Url.AbsolutePath) && !StepRecording.HasToken(entry.Url))
            .Select(entry => recording.PathOf(entry.Url)).Distinct().Take(MostPages).Select(path => new Step { Path = path }),
    ];

    private static IdentityRule? Identity(List<HarEntry> after, SignInTrace trace, StepRecording recording)
    {
        if (trace.User is not { } user)
            return null;
        var shows = after.Where(entry => entry is { Method: "GET", Status: 200 } && entry.Body.Contains(user, StringComparison.Ordinal) && !recording.PathOf(entry.Url).Contains('{')).ToList();
        return shows
            .Select(entry => entry.Type.Contains("json", StringComparison.Ordinal) ? TokenSource.InJson(entry.Body, user) is { } place ? new IdentityRule(entry.Url.AbsolutePath, "{user}") { In = place } : null
                : entry.Type.Contains("html", StringComparison.Ordinal) ? new IdentityRule(entry.Url.AbsolutePath, "{user}") : null)
            .OfType<IdentityRule>()
            .OrderByDescending(rule => rule.In is not null).ThenByDescending(rule => FieldNames.IsPersonal(rule.Path))
            .FirstOrDefault();
    }

    /// <summary>Those that the answers to the sign-in set; or else those that were sent after it and not before.</summary>
    private static List<string> SessionCookies(IReadOnlyList<HarEntry> har, SignInTrace trace)
    {
        var set = trace.Entries.SelectMany(entry => entry.SetCookies).Where(cookie => FieldNames.IsToken(cookie.Value)).Select(cookie => cookie.Name).Distinct().ToList();
        if (set.Count > 0)
            return set;
        var first = har.TakeWhile(entry => !ReferenceEquals(entry, trace.Entries[0])).SelectMany(entry => entry.RequestCookies).ToHashSet();
        return [.. har.Skip(trace.Last + 1).SelectMany(entry => entry.RequestCookies).Where(cookie => !first.Contains(cookie) && FieldNames.IsToken(cookie.Value)).Select(cookie => cookie.Key).Distinct()];
    }

    private static Dictionary<string, IReadOnlyList<string>> Remarks(Scenario scenario, IReadOnlyList<string> unexplained, SignInTrace trace)
    {
        var whole = new List<string> { "Recorded. Look it over, and give accounts with the values that stand in braces: --accounts accounts.csv." };
        if (unexplained.Count > 0)
            whole.Add($"Where these values came from is not known; extract them, or give them to the accounts: {string.Join(", ", unexplained.Distinct())}.");
        var remarks = new Dictionary<string, IReadOnlyList<string>> { [""] = whole };
        if (trace.User is null)
            remarks["signIn"] = ["No field was recognised as the user's name: write {user} where it belongs."];
        if (scenario.SignIn.Any(step => step.Form?.Values.Contains("{totp:otp}") == true || step.Json?.ToJsonString().Contains("{totp:otp}", StringComparison.Ordinal) == true))
            remarks["signIn"] = [.. remarks.GetValueOrDefault("signIn") ?? [], "{totp:otp} is a one-time password: give the accounts its secret as otp."];
        if (scenario.Identity.Count == 0)
            remarks["identity"] = ["No page showed the user's name. Say where one sees who one is:", "\"identity\": [ { \"path\": \"/account\", \"shows\": \"{user}\" } ],"];
        if (scenario.SignOut.Count == 0)
            remarks["signOut"] = ["Nobody signs out there. Write how: \"signOut\": [ { \"method\": \"POST\", \"path\": \"/logout\" } ],"];
        if (scenario.SessionCookies.Count == 0)
            remarks["sessionCookies"] = ["Not recognised; the probe looks for them by itself."];
        return remarks;
    }
}
