using System.Text.Json.Nodes;

namespace Cloakroom.Probe.Scenarios;

/// <summary>What the probe, and <c>cloakroom verify</c>, know about an application. As in the file; every part may be left out.</summary>
internal sealed record Scenario
{
    /// <summary>Hosts beside the one on the command line that may be asked.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Requests that make an account, in order; none when accounts exist.</summary>
    public IReadOnlyList<Step> SignUp { get; init; } = [];

    /// <summary>Requests that sign an account in, in order; none when cookies are given. What they, and <see cref="SignUp"/>, extract is known to all later steps of the account.</summary>
    public IReadOnlyList<Step> SignIn { get; init; } = [];

    /// <summary>Requests that sign an account out.</summary>
    public IReadOnlyList<Step> SignOut { get; init; } = [];

    /// <summary>Requests that write markers into an account: <c>{marker:bio}</c> is a text of the account's own.</summary>
    public IReadOnlyList<Step> Plant { get; init; } = [];

    /// <summary>Named sequences of requests that an ordinary user makes; every page of them is a target.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Step>> Journeys { get; init; } = new Dictionary<string, IReadOnlyList<Step>>();

    /// <summary>How responses tell who one is.</summary>
    public IReadOnlyList<IdentityRule> Identity { get; init; } = [];

    /// <summary>Names of values of accounts that are personal, and so markers: <c>email</c>.</summary>
    public IReadOnlyList<string> Markers { get; init; } = [];

    /// <summary>Cookies that carry the session, with <c>*</c> for any characters; empty to find them.</summary>
    public IReadOnlyList<string> SessionCookies { get; init; } = [];

    /// <summary>Cookies that may well have one value for all, such as an experiment's.</summary>
    public IReadOnlyList<string> SharedCookies { get; init; } = [];

    /// <summary>Paths on which no identity has any business, with <c>*</c>; assets are known by their type and name as well.</summary>
    public IReadOnlyList<string> Static { get; init; } = [];

    /// <summary>Paths that are never asked, as <c>Disallow</c> lines of robots.txt have them (RFC 9309: <c>*</c> and <c>$</c>).</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Accounts, when there is no file of them.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Users { get; init; } = [];
}

/// <summary>One request.</summary>
internal sealed record Step
{
    public string Method { get; init; } = "GET";

    /// <summary>
    /// Path and query on the site, or a whole address on a host that is named. A placeholder at its very beginning is taken as it is
    /// (the address that a form is sent to, relative to the page before); any other is percent-encoded.
    /// </summary>
    public required string Path { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Fields of a form.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    /// <summary>A body in JSON instead of a form.</summary>
    public JsonNode? Json { get; init; }

    /// <summary>What later steps name in braces.</summary>
    public IReadOnlyDictionary<string, Extraction> Extract { get; init; } = new Dictionary<string, Extraction>();

    /// <summary>Statuses that will do; empty for anything below 400.</summary>
    public IReadOnlyList<int> Expect { get; init; } = [];

    /// <summary>Whether redirects are followed, up to ten, on hosts that are named: as browsers do, by GET, and for 307 and 308 by the same method with the same body.</summary>
    public bool FollowRedirects { get; init; }

    /// <summary>All texts in which placeholders may stand.</summary>
    internal IEnumerable<string> Texts() => [Path, .. Headers.Values, .. Form?.Values ?? [], .. TextsOf(Json)];

    private static IEnumerable<string> TextsOf(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => TextsOf(member.Value)),
        JsonArray items => items.SelectMany(TextsOf),
        JsonValue value when value.TryGetValue(out string? text) => [text],
        _ => [],
    };
}

/// <summary>Takes a text out of a response: by exactly one of header, pointer, selector and pattern. In the file a bare text is a pattern.</summary>
internal sealed record Extraction
{
    /// <summary>A field's name; its first value.</summary>
    public string? Header { get; init; }

    /// <summary>RFC 6901, in a body of JSON.</summary>
    public string? Pointer { get; init; }

    /// <summary>A CSS selector, in a body of HTML: <see cref="Attribute"/> of the first element, or its text.</summary>
    public string? Selector { get; init; }

    public string? Attribute { get; init; }

    /// <summary>A regular expression; its first group, or all of it. With another of the four: of what that gave.</summary>
    public string? Pattern { get; init; }
}

/// <summary>How a response tells who one is.</summary>
/// <param name="Path">Where; <c>*</c> stands for any characters. The first without <c>*</c> is what the probe asks.</param>
/// <param name="Shows">What it shows of an account and of no other, with values in braces: <c>{email}</c>.</param>
internal sealed record IdentityRule(string Path, string Shows)
{
    /// <summary>Where it shows it, and then nothing else is shown there: compare the whole text, trimmed. Null for anywhere in the body.</summary>
    public Extraction? In { get; init; }

    /// <summary>The text by which an account is shown.</summary>
    public string ShownOf(IReadOnlyDictionary<string, string> values) => Placeholders.Fill(Shows, values);
}
