using System.Text.Json.Nodes;
using Cloakroom.Probe.Inputs;
using Cloakroom.Probe.Scenarios.Totp;

namespace Cloakroom.Probe.Scenarios.Reading;

/// <summary>What a scenario says that cannot be right.</summary>
/// <param name="scenario">As read.</param>
/// <param name="accounts">Values of the accounts that it is for; null when they are not known here.</param>
/// <param name="problems">To be added to.</param>
internal sealed class ScenarioRules(Scenario scenario, IReadOnlyList<IReadOnlyDictionary<string, string>>? accounts, ProblemList problems)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    // Names that every account has; null when nothing is known of accounts.
    private readonly HashSet<string>? _values = accounts is { Count: > 0 }
        ? accounts.Skip(1).Aggregate(accounts[0].Keys.ToHashSet(StringComparer.Ordinal), (names, account) => [.. names.Intersect(account.Keys)])
        : null;

    public void Check()
    {
        for (var i = 0; i < scenario.Hosts.Count; i++)
        {
            if (Uri.CheckHostName(HostOnly(scenario.Hosts[i])) == UriHostNameType.Unknown)
                problems.Add($"hosts[{i}]", "is not a host.", "Write its name alone, without https:// and path: www.example.com.");
        }

        Check(scenario.SignUp, "signUp", [], canPlant: true);
        var signedIn = Check(scenario.SignIn, "signIn", Extracted(scenario.SignUp), canPlant: false);
        Check(scenario.Plant, "plant", signedIn, canPlant: true);
        foreach (var (name, steps) in scenario.Journeys)
        {
            if (steps.Count == 0)
                problems.Add($"journeys.{name}", "has no request.", "Add one, or remove the journey.");
            Check(steps, $"journeys.{name}", signedIn, canPlant: false);
        }

        Check(scenario.SignOut, "signOut", signedIn, canPlant: false);
        CheckNames();
        CheckUsers();
        var place = problems.Knows("whoAmI") ? "whoAmI" : null;
        for (var i = 0; i < scenario.Identity.Count; i++)
            new IdentityRuleCheck(scenario.Identity[i], place ?? $"identity[{i}]", _values, accounts, problems).Check();
    }

    private static string HostOnly(string host) => host.LastIndexOf(':') is > 0 and var at && host.AsSpan(at + 1) is { Length: > 0 } port && port.IndexOfAnyExceptInRange('0', '9') < 0 ? host[..at] : host;

    private static HashSet<string> Extracted(IReadOnlyList<Step> steps) => [.. steps.SelectMany(step => step.Extract.Keys)];

    /// <returns>What is known after it, beside the values of the account.</returns>
    private HashSet<string> Check(IReadOnlyList<Step> steps, string group, HashSet<string> before, bool canPlant)
    {
        HashSet<string> known = [.. before];
        for (var i = 0; i < steps.Count; i++)
            Check(steps[i], $"{group}[{i}]", known, canPlant);
        return known;
    }

    private void Check(Step step, string place, HashSet<string> known, bool canPlant)
    {
        if (!Methods.Contains(step.Method, StringComparer.OrdinalIgnoreCase))
        {
            var near = NearestName.Of(step.Method, Methods);
            problems.Add($"{place}.method", "is not a method.", near is null ? $"There are {string.Join(", ", Methods)}." : $"Did you mean {near}?");
        }

        if (StepPath.WrongWith(step.Path) is { } wrong)
            problems.Add($"{place}.path", wrong.What, wrong.Remedy);
        if (step is { Form: not null, Json: not null })
            problems.Add(place, "has form and json.", "Keep one of them: a request has one body.");
        if (step is { Form: not null } or { Json: not null } && step.Method.ToUpperInvariant() is "GET" or "HEAD")
            problems.Add(place, "has a body, but no method for it.", "Add \"method\": \"POST\", or put the fields into the path's query.");
        foreach (var header in step.Headers.Keys.Where(header => !ExtractionRules.IsToken(header)))
            problems.Add($"{place}.headers.{header}", "is not the name of a header field.", "Write the name alone, such as X-CSRF-Token.");
        foreach (var header in step.Headers.Keys.Where(header => header.ToUpperInvariant() is "COOKIE" or "HOST" or "CONTENT-LENGTH" or "TRANSFER-ENCODING" or "CONNECTION"))
            problems.Add($"{place}.headers.{header}", "is set by the probe itself.", "Remove it.");

        CheckPlaceholders(step.Path, $"{place}.path", known, canPlant);
        foreach (var (name, value) in step.Headers) CheckPlaceholders(value, $"{place}.headers.{name}", known, canPlant);
        foreach (var (name, value) in step.Form ?? new Dictionary<string, string>()) CheckPlaceholders(value, $"{place}.form.{name}", known, canPlant);
        foreach (var (path, value) in Texts(step.Json, $"{place}.json")) CheckPlaceholders(value, path, known, canPlant);
        foreach (var (name, extraction) in step.Extract)
        {
            if (!Placeholders.IsName(name) || name == Placeholders.Random)
                problems.Add($"{place}.extract.{name}", "cannot stand in braces.", "Take a name of letters, digits, _, - and ., other than random.");
            ExtractionRules.Check(extraction, $"{place}.extract.{name}", problems);
            known.Add(name);
        }
    }

    private void CheckPlaceholders(string text, string path, HashSet<string> known, bool canPlant)
    {
        foreach (var name in Placeholders.In(text).Distinct())
        {
            if (name == Placeholders.Random)
                continue;
            if (name.StartsWith(Placeholders.Marker, StringComparison.Ordinal))
            {
                if (!canPlant)
                    problems.Add(path, $"{{{name}}} is not known here.", "Markers are written in plant and signUp.");
            }
            else if (name.StartsWith(Placeholders.Totp, StringComparison.Ordinal))
            {
                CheckTotp(name, name[Placeholders.Totp.Length..], path);
            }
            else if (_values is not null && !_values.Contains(name) && !known.Contains(name))
            {
                var near = NearestName.Of(name, _values.Concat(known));
                problems.Add(path, $"{{{name}}} is neither a value of every account nor extracted before.", near is null ? "Give it to the accounts, or extract it; {{…}} in double braces is no placeholder." : $"Did you mean {{{near}}}?");
            }
        }
    }

    private void CheckTotp(string placeholder, string name, string path)
    {
        if (_values is null)
            return;
        if (!_values.Contains(name))
            problems.Add(path, $"{{{placeholder}}}: not every account has a value {name}.", "Give it the secret in base32, or the otpauth:// address.");
        else if (accounts!.Any(account => TotpSecret.Parse(account[name]) is null))
            problems.Add(path, $"{{{placeholder}}}: a value {name} is no secret of one-time passwords.", "Give it in base32, or as the otpauth://totp/ address.");
    }

    private void CheckNames()
    {
        for (var i = 0; _values is not null && i < scenario.Markers.Count; i++)
        {
            if (!_values.Contains(scenario.Markers[i]))
                problems.Add($"markers[{i}]", "is not the name of a value that every account has.", NearestName.Of(scenario.Markers[i], _values) is { } near ? $"Did you mean {near}?" : $"They have {string.Join(", ", _values.Order(StringComparer.Ordinal))}.");
        }

        foreach (var (cookies, place) in new[] { (scenario.SessionCookies, "sessionCookies"), (scenario.SharedCookies, "sharedCookies") })
        {
            for (var i = 0; i < cookies.Count; i++)
            {
                if (!ExtractionRules.IsToken(cookies[i]))
                    problems.Add($"{place}[{i}]", "is not the name of a cookie.", "Write the name alone, without its value; * stands for any characters.");
            }
        }

        foreach (var (paths, place) in new[] { (scenario.Static, "static"), (scenario.Exclude, "exclude") })
        {
            for (var i = 0; i < paths.Count; i++)
            {
                if (!paths[i].StartsWith('/') && !paths[i].StartsWith('*'))
                    problems.Add($"{place}[{i}]", "is not a path.", "Begin with a slash or *: /assets/*.");
            }
        }
    }

    private void CheckUsers()
    {
        if (scenario.Users.Count == 1)
            problems.Add("users", "there is only one.", "Give another: what one gets is compared with the other's.");
        for (var i = 0; i < scenario.Users.Count; i++)
        {
            if (scenario.Users.Take(i).Any(other => other.Count == scenario.Users[i].Count && !other.Except(scenario.Users[i]).Any()))
                problems.Add($"users[{i}]", "is the same as an earlier one.", "Give another account.");
            if (scenario.Users[i].ContainsKey(Placeholders.Random))
                problems.Add($"users[{i}].{Placeholders.Random}", $"cannot be named: {{{Placeholders.Random}}} stands for digits that are new each time.", "Call it something else.");
        }
    }

    private static IEnumerable<(string Path, string Text)> Texts(JsonNode? node, string path) => node switch
    {
        JsonObject all => all.SelectMany(member => Texts(member.Value, $"{path}.{member.Key}")),
        JsonArray all => all.SelectMany((item, i) => Texts(item, $"{path}[{i}]")),
        JsonValue value when value.TryGetValue<string>(out var text) => [(path, text)],
        _ => [],
    };
}
