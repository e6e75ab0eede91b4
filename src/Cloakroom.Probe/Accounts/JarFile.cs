using Cloakroom.Probe.Inputs;

namespace Cloakroom.Probe.Accounts;

/// <summary>A browser session that somebody exported: a Netscape cookie jar, a HAR, or the text of a <c>Cookie</c> field. Which it is, the content tells.</summary>
internal static class JarFile
{
    private const int MaxBytes = 256_000_000;

    /// <param name="file">Where it is.</param>
    /// <param name="site">Only cookies that would be sent to its host are taken; what is expired is not.</param>
    /// <param name="time">Tells what is expired.</param>
    /// <returns>At least one.</returns>
    /// <exception cref="InputException">It cannot be used, or has no cookie for the site.</exception>
    public static IReadOnlyList<JarCookie> Read(string file, Uri site, TimeProvider time) => Parse(file, InputText.Read(file, MaxBytes, "exported session"), site, time);

    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<JarCookie> Parse(string file, string text, Uri site, TimeProvider time)
    {
        var start = text.AsSpan().TrimStart();
        if (start.IsEmpty)
            throw new InputException(new InputProblem(file, 0, null, "is empty.", "Export the cookies of a browser that is signed in: as a Netscape cookie jar, as a HAR, or the text of its Cookie field."));
        if (start[0] == '{')
            return Usable(file, HarJar.Parse(file, text, site), site, time);
        return start.Contains('\t') || start.StartsWith("# Netscape", StringComparison.OrdinalIgnoreCase) || start.StartsWith("# HTTP Cookie", StringComparison.OrdinalIgnoreCase)
            ? Usable(file, NetscapeJar.Parse(file, text), site, time)
            : Usable(file, CookieText.Parse(file, text, site), site, time);
    }

    /// <summary>An account for each file, called <c>account-1</c> and so on: names of files may be people's.</summary>
    /// <exception cref="InputException">All that is wrong with all of them; also when two are one session.</exception>
    public static IReadOnlyList<Account> ReadAccounts(IReadOnlyList<string> files, Uri site, TimeProvider time)
    {
        var problems = new List<InputProblem>();
        var jars = new List<(string File, IReadOnlyList<JarCookie> Cookies)>();
        foreach (var file in files)
        {
            try
            {
                jars.Add((file, Read(file, site, time)));
            }
            catch (InputException wrong)
            {
                problems.AddRange(wrong.Problems);
            }
        }

        for (var i = 1; i < jars.Count; i++)
        {
            if (jars.Take(i).Any(other => IsSame(other.Cookies, jars[i].Cookies)))
                problems.Add(new InputProblem(jars[i].File, 0, null, "holds the same session as an earlier file.", "Export it from another browser profile, signed in with another account."));
        }

        if (files.Count < 2)
            problems.Add(new InputProblem(files.Count == 0 ? "--cookie-jar" : files[0], 0, null, "is one session only.", "Give at least two, of different accounts: the probe compares what they get."));
        if (problems.Count > 0)
            throw new InputException(problems);
        return [.. jars.Select((jar, i) => Of($"account-{i + 1}", jar.Cookies, time))];
    }

    /// <summary>Somebody who is signed in, where one is enough.</summary>
    /// <inheritdoc cref="Read"/>
    public static Account ReadAccount(string file, Uri site, TimeProvider time) => Of("account-1", Read(file, site, time), time);

    private static Account Of(string name, IReadOnlyList<JarCookie> cookies, TimeProvider time)
    {
        var account = new Account(name, new Dictionary<string, string>(), time);
        foreach (var cookie in cookies)
            account.Jar.Add(cookie);
        return account;
    }

    private static List<JarCookie> Usable(string file, IReadOnlyList<JarCookie> all, Uri site, TimeProvider time)
    {
        // What would be sent somewhere below the site, whatever the path.
        var ofSite = all.Where(cookie => IsSentTo(cookie with { Path = "/", Expires = null }, site)).ToList();
        if (ofSite.Count == 0)
            throw Wrong(all.Count == 0 ? "has no cookie." : $"has no cookie for {site.Host}, but for {string.Join(", ", all.Select(cookie => cookie.Domain).Distinct().Order(StringComparer.Ordinal).Take(3))}.", $"Export it while you are signed in at {site.Host}.");
        var now = time.GetUtcNow();
        var live = ofSite.Where(cookie => !(cookie.Expires <= now)).ToList();
        return live.Count > 0 ? live : throw Wrong($"has cookies for {site.Host}, but all are expired.", "Sign in again, and export it anew.");

        InputException Wrong(string what, string remedy) => new(new InputProblem(file, 0, null, what, remedy));
    }

    private static bool IsSentTo(JarCookie cookie, Uri site)
    {
        var jar = new CookieJar();
        jar.Add(cookie);
        return jar.HeaderFor(new Uri(site, "/")) is not null;
    }

    private static bool IsSame(IReadOnlyList<JarCookie> one, IReadOnlyList<JarCookie> other) =>
        one.Select(cookie => (cookie.Name, cookie.Value)).ToHashSet().SetEquals(other.Select(cookie => (cookie.Name, cookie.Value)));
}
