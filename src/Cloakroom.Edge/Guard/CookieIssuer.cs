using System.Collections.Concurrent;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Configuration.Reading;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Cookies;
using Cloakroom.Edge.Issuing;
using Cloakroom.Edge.Sealing;
using Cloakroom.Journal;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Guard;

/// <summary>Turns what the application sets into what the browser gets: sealed cookies, and the binding when it needs one.</summary>
internal sealed class CookieIssuer(
    CookieSeal seal, BindingCookie bindings, Tagger tagger, IIssueLedger ledger, ContestedValues contested, SharedValues shared, Renewals renewals, IEdgeControl control, MixupJournal journal, EdgeTelemetry telemetry, TimeProvider time, ILogger<CookieIssuer> logger)
{
    private static readonly TimeSpan TellInterval = TimeSpan.FromMinutes(1);

    // By the names of the configuration, of which there are few.
    private readonly ConcurrentDictionary<string, bool> _farReaching = new(StringComparer.Ordinal);
    private long _plainHttpToldAt = long.MinValue;

    /// <returns>The <c>Set-Cookie</c> lines; null when a value must not be issued.</returns>
    public async ValueTask<List<string>?> IssueAsync(Exchange exchange, List<SetCookieLine> set)
    {
        var lines = new List<string>(set.Count + 1);
        var fresh = new List<Fresh>(set.Count);
        var now = time.GetUtcNow();
        foreach (var line in set = LastOfEach(set))
        {
            var rule = exchange.Policy.Cookies.Find(line.Name)!;
            if (!rule.IsSealed)
                lines.Add(line.ToString());
            else if (exchange.Visit == VisitState.JustEnded && !HasSignedIn(exchange))
                telemetry.Cookie("visit-over");
            else if (line.IsDeletion(now))
                Delete(exchange, line, line.Attributes, lines);
            else if (line.Value.Length == 0 && !exchange.Route.IsSignIn)
                // No session and no name for one: what the application means is that there is none.
                Delete(exchange, line, line.Attributes.Length == 0 ? "Max-Age=0" : line.Attributes + "; Max-Age=0", lines);
            else if (!exchange.CanBind)
                WarnOfPlainHttp(exchange);
            else if (exchange.Find(line.Name) is not { IsForeign: true } foreign || foreign.Value != line.Value)
            {
                WarnOfDomain(exchange, rule, line);
                fresh.Add(new Fresh(rule, line.Name, line.Value, line.Attributes, exchange.Find(line.Name)));
            }
        }

        AddDue(exchange, set, fresh);
        if ((fresh.Count == 0 && exchange.Successor is null && !exchange.IsVisitDue) || HasEnded(exchange))
            return lines;

        var isRenewal = exchange.Successor is not null || exchange.IsVisitDue || (exchange.Brought is not null && fresh.Exists(cookie => Renews(exchange, cookie)));
        var binding = exchange.Successor ?? (exchange.Brought is { } brought && !isRenewal ? brought.Current : NewBinding(exchange, fresh));
        if (isRenewal)
        {
            AddOthers(exchange, set, fresh);
            renewals.Add(tagger.OfBinding(binding), tagger.OfBinding(exchange.Brought!.Value.Current));
        }

        if (!await MayIssueAsync(exchange, fresh, binding))
            return null;
        // Asked after the issue is noted: an operator who ended it before that has the last word, whatever this edge's view knows.
        if (fresh.Exists(cookie => ChangesHands(exchange, cookie, binding)) && await HasEndedInStoreAsync(exchange))
            return lines;

        // What the seal says of the control revision is what the request knew: an epoch that came since ends it.
        foreach (var cookie in fresh)
            Seal(exchange, cookie, binding, isFirst: exchange.Brought is null && exchange.IsSafe, now, lines);
        if (exchange.Brought is null || isRenewal)
        {
            lines.Add(BindingLine(exchange, binding, fresh));
            exchange.Given = binding;
        }

        return lines;
    }

    /// <summary>Sees an answer that sets no cookie: who signs in under a value that others have too, and keeps it, has made its content their own.</summary>
    public void NoteAnswer(Exchange exchange)
    {
        if (!HasSignedIn(exchange) || exchange.Brought is not { } brought)
            return;
        foreach (var cookie in exchange.Cookies)
        {
            // What was sealed for another stays theirs: a sign-in that failed answers much like one that did not, and whoever brings a stolen cookie could post one to be taken for its owner.
            if (cookie is { IsForeign: false, ValueTag: { } value } && !SessionValue.IsState(cookie.Rule, cookie.Name, cookie.Value))
                shared.TakeOver(value, tagger.OfBinding(brought.Current));
        }
    }

    /// <summary>As far as the status tells.</summary>
    private static bool HasSignedIn(Exchange exchange) => exchange.SignsIn && exchange.Context.Response.StatusCode < StatusCodes.Status400BadRequest;

    /// <summary>Whether the cookie is a new session of a browser that has a binding: whoever knew that binding before knows nothing now (session fixation).</summary>
    private static bool Renews(Exchange exchange, Fresh cookie)
    {
        if (cookie.Brought?.Value == cookie.Value)
            return false;
        if (exchange.Route.IsSignIn)
            return true;
        // State changes with every second click; only its first appearance says that somebody signed in.
        // And a second cookie beside a session is no other session: renewing for it could put an old one back that a request alongside has replaced.
        return !exchange.IsSafe && (cookie.Brought is null ? exchange.Cookies.TrueForAll(brought => !brought.Rule.IsSealed) : !SessionValue.IsState(cookie.Rule, cookie.Name, cookie.Value));
    }

    /// <summary>Of lines for the same cookie (RFC 6265 section 5.3: name, domain, path) the last, which is the one that a browser would keep.</summary>
    private static List<SetCookieLine> LastOfEach(List<SetCookieLine> set) => set.Count < 2
        ? set
        : [.. set.Where((line, i) => !set.Skip(i + 1).Any(later =>
            later.Name == line.Name
            && string.Equals(later.Find("domain")?.TrimStart('.'), line.Find("domain")?.TrimStart('.'), StringComparison.OrdinalIgnoreCase)
            && later.Find("path") == line.Find("path")))];

    private Binding NewBinding(Exchange exchange, List<Fresh> fresh)
    {
        // Requests of one browser that bring the same unsealed cookie at once get one binding, or all but one would be signed out.
        if (exchange.Brought is null && fresh.Find(cookie => cookie.Brought is { Attributes: null } && cookie.Brought.Value == cookie.Value) is { } adopted)
            return tagger.BindingOfAdopted(adopted.Value);
        // A renewal moves what a visit has, and others may have the same: it stays that visit's until somebody signs in.
        return exchange is { Visit: VisitState.Open, Brought.Current: var visit }
            ? tagger.Mint(time, isOfVisit: true, visit.HasReturned, continued: visit)
            : tagger.Mint(time, isOfVisit: exchange.IsSafe);
    }

    private static void AddDue(Exchange exchange, List<SetCookieLine> set, List<Fresh> fresh)
    {
        if (!exchange.CanBind)
            return;
        foreach (var cookie in exchange.Cookies)
        {
            if (cookie.IsDueForSealing && !set.Exists(line => line.Name == cookie.Name))
                fresh.Add(Fresh.Of(cookie));
        }
    }

    /// <summary>The browser's other sealed cookies move to the new binding with the one that changed.</summary>
    private static void AddOthers(Exchange exchange, List<SetCookieLine> set, List<Fresh> fresh)
    {
        foreach (var cookie in exchange.Cookies)
        {
            if (cookie is { Rule.IsSealed: true, IsForeign: false } && !set.Exists(line => line.Name == cookie.Name) && !fresh.Exists(other => other.Name == cookie.Name))
                fresh.Add(Fresh.Of(cookie));
        }
    }

    /// <summary>No value that somebody else has, and none that anybody could have (Cachetur 2022).</summary>
    private async ValueTask<bool> MayIssueAsync(Exchange exchange, List<Fresh> fresh, Binding binding)
    {
        foreach (var cookie in fresh)
        {
            if (SessionValue.IsState(cookie.Rule, cookie.Name, cookie.Value))
                continue;
            if (cookie.Brought is { Attributes: not null } && cookie.Brought.Value == cookie.Value && binding == exchange.Brought?.Current)
            {
                if (exchange.SignsIn)
                    NoteHolder(exchange, cookie, tagger.OfValue(cookie.Value), tagger.OfBinding(binding), null);
                continue;
            }

            var tag = tagger.OfValue(cookie.Value);
            if (SessionValue.FindDegeneracy(cookie.Value, cookie.Rule.MinLength) is { } why)
            {
                if (await BlocksAsync(exchange, null, tag, $"The application was about to issue a value of '{cookie.Rule.Name}' that cannot be one person's session: {why}."))
                    return false;
                continue;
            }

            var own = tagger.OfBinding(binding);
            Tag? previous = exchange.Brought is { } brought ? tagger.OfBinding(brought.Current) : null;
            var owner = await ledger.TryIssueAsync(tag, own, previous, exchange.Context.RequestAborted);
            if (owner != own && owner != ContestedValues.Nobody && !contested.Contains(tag) && IsSameBrowser(cookie, owner, previous))
                owner = await ledger.TryIssueAsync(tag, own, owner, exchange.Context.RequestAborted);
            if (owner == own && !contested.Contains(tag) && !control.View.Epochs.ContainsKey(tag))
            {
                NoteHolder(exchange, cookie, tag, own, previous);
                continue;
            }

            if (cookie.Value == exchange.NamedByIssue && owner != ContestedValues.Nobody && owner != own)
            {
                if (await BlocksSwappedAsync(exchange, owner, tag))
                    return false;
                continue;
            }

            if (exchange.Policy.Rules.DuplicateIssue == RuleMode.Enforce)
                await contested.AddAsync(tag, owner);
            var other = owner == ContestedValues.Nobody || owner == own ? (Tag?)null : owner;
            if (await BlocksAsync(exchange, other, tag, $"The application was about to issue a value of '{cookie.Rule.Name}' that another browser has."))
                return false;
            if (other is { } holder && shared.HolderOf(tag) is null)
                shared.Share(tag, holder);
            NoteHolder(exchange, cookie, tag, own, previous);
        }

        return true;
    }

    /// <summary>Keeps up whose content there is under a value that goes out to one of several browsers.</summary>
    private void NoteHolder(Exchange exchange, Fresh cookie, Tag value, Tag own, Tag? previous)
    {
        if (cookie.Brought is { IsForeign: true, OwnerTag: { } origin } && !BeginsSession(exchange, cookie))
            shared.Share(value, origin);
        else if (shared.HolderOf(value) is { } holder && (holder == previous || BeginsSession(exchange, cookie)))
            shared.TakeOver(value, own);
    }

    /// <summary>Whether somebody has just signed in with what the response sets, rather than had it renewed.</summary>
    private static bool BeginsSession(Exchange exchange, Fresh cookie) =>
        exchange.SignsIn || (!exchange.IsSafe && cookie.Brought?.Value != cookie.Value && !SessionValue.IsState(cookie.Rule, cookie.Name, cookie.Value));

    /// <summary>
    /// Whether the ledger's owner of a value is an earlier or parallel binding of this very browser: the value came open under its own seal, or both bindings replace the same one.
    /// </summary>
    private bool IsSameBrowser(Fresh cookie, Tag owner, Tag? previous) =>
        (cookie.Brought is { Attributes: not null, IsForeign: false } proven && proven.Value == cookie.Value)
        || (previous is { } replaced && renewals.PredecessorOf(owner) == replaced);

    /// <summary>Whether what the request came with was ended while it was under way: it gets nothing that outlives that.</summary>
    private bool HasEnded(Exchange exchange)
    {
        var now = control.View;
        if (ReferenceEquals(now, exchange.View) || now.Revision == exchange.View.Revision)
            return false;
        if (exchange.Brought is { } brought && now.IsRevoked(exchange.View.Revision, tagger.OfBinding(brought.Current), default))
            return true;
        return exchange.Cookies.Exists(cookie => cookie.ValueTag is { } value && now.IsRevoked(cookie.Revision, default, value));
    }

    /// <summary>Whether the seal would name other tags than the request came with, so that an end of those would no longer end it.</summary>
    private static bool ChangesHands(Exchange exchange, Fresh cookie, Binding binding)
    {
        if (exchange.Brought is not { } brought)
            return false;
        if (binding != brought.Current || cookie.Brought is { Attributes: not null, SealedText: null })
            return true;
        // State names no session; what ends it is the end of its binding, which stays.
        return cookie.Brought?.Value != cookie.Value && !SessionValue.IsState(cookie.Rule, cookie.Name, cookie.Value);
    }

    private Task<bool> HasEndedInStoreAsync(Exchange exchange)
    {
        var brought = exchange.Brought!.Value;
        var tags = new List<Tag>(2 + exchange.Cookies.Count) { tagger.OfBinding(brought.Current) };
        if (brought.Superseded is { } superseded)
            tags.Add(tagger.OfBinding(superseded));
        foreach (var cookie in exchange.Cookies)
        {
            if (cookie.ValueTag is { } value)
                tags.Add(value);
        }

        return control.HasEndedAsync(tags, exchange.View.Revision, exchange.Context.RequestAborted);
    }

    private Task<bool> BlocksAsync(Exchange exchange, Tag? owner, Tag value, string detail) => journal.ReportAsync(
        MixupKind.DuplicateIssue,
        exchange.Policy.Rules.DuplicateIssue,
        Exchange.Party(owner, value),
        exchange.Presenter(tagger),
        exchange.RouteName,
        detail);

    /// <summary>The application itself says that the response is the other's: nothing was issued twice, and the other's session is as good as before.</summary>
    private async Task<bool> BlocksSwappedAsync(Exchange exchange, Tag owner, Tag value)
    {
        var blocks = await journal.ReportAsync(
            MixupKind.ForeignOwner,
            exchange.Policy.Rules.ForeignOwner,
            Exchange.Party(owner, value),
            exchange.Presenter(tagger),
            exchange.RouteName,
            "The application made the response, and the session cookie in it, for another browser's session.");
        if (blocks)
            exchange.Refusal = EdgeRefusal.ForeignOwner;
        return blocks;
    }

    private void Seal(Exchange exchange, Fresh cookie, Binding binding, bool isFirst, DateTimeOffset now, List<string> lines)
    {
        var brought = cookie.Brought;
        // The same in the same seal: nothing to compute, and nothing new for anybody to see.
        var text = brought?.SealedText is { } known && brought.Value == cookie.Value && brought.Attributes == cookie.Attributes && binding == exchange.Brought?.Current
            ? known
            : Seal(exchange, cookie, binding, isFirst, new SealedCookie(cookie.Value, cookie.Attributes, exchange.View.Revision, now));
        var attributes = TravellingWithBinding(exchange, cookie.Attributes);
        var chunks = SealedChunks.Split(cookie.Name, text, attributes.Length);
        if (chunks is null)
        {
            telemetry.Cookie("too-large");
            Log.TooLarge(logger, cookie.Rule.Name, cookie.Value.Length);
            return;
        }

        for (var i = 0; i < chunks.Length; i++)
            lines.Add(SetCookieLine.Write(SealedChunks.NameOf(cookie.Name, i + 1), chunks[i], attributes));
        foreach (var name in SealedChunks.StaleNames(cookie.Name, brought?.Chunks ?? 1, chunks.Length))
            lines.Add(Expired(name, attributes));
        telemetry.Cookie("sealed");
    }

    private string Seal(Exchange exchange, Fresh cookie, Binding binding, bool isFirst, SealedCookie content)
    {
        // Renewed in another browser's hands it stays whose it is, as long as nobody signs in: an observer must know whose pages these are.
        return cookie.Brought is { IsForeign: true, OwnerTag: { } owner } && !exchange.Policy.IsBound && !BeginsSession(exchange, cookie)
            ? seal.Seal(cookie.Name, binding, owner, tagger.OfValue(cookie.Value), content, SealFlags.None)
            : seal.Seal(cookie.Name, binding, content, exchange.Policy.IsBound, isFirst);
    }

    /// <summary>
    /// With <c>Secure</c>, as the binding has it: browsers would send the cookie over plain http without it, where nothing opens, and whoever follows an old http:// link would look like a thief.
    /// </summary>
    private static string TravellingWithBinding(Exchange exchange, string attributes) =>
        !exchange.IsHttps || new SetCookieLine("", "", attributes).Find("secure") is not null ? attributes
        : attributes.Length == 0 ? "Secure"
        : attributes + "; Secure";

    private static void Delete(Exchange exchange, SetCookieLine line, string attributes, List<string> lines)
    {
        lines.Add(SetCookieLine.Write(line.Name, "", attributes));
        foreach (var name in SealedChunks.StaleNames(line.Name, exchange.Find(line.Name)?.Chunks ?? 1, 1))
            lines.Add(SetCookieLine.Write(name, "", attributes));
    }

    /// <summary>Path and Domain say which cookie to forget; Max-Age outranks Expires.</summary>
    private static string Expired(string name, string attributes) =>
        SetCookieLine.Write(name, "", attributes.Length == 0 ? "Max-Age=0" : attributes + "; Max-Age=0");

    private string BindingLine(Exchange exchange, Binding binding, List<Fresh> fresh)
    {
        var options = exchange.Policy.Binding;
        var lines = fresh.Select(cookie => new SetCookieLine(cookie.Name, "", cookie.Attributes)).ToArray();
        // Longer than anything that it opens: browsers keep no cookie for more than 400 days (RFC 6265bis section 5.5).
        var attributes = "Path=/; Max-Age=34560000; HttpOnly";
        if ((options.SameSite ?? WidestSameSite(lines)) is { } sameSite)
            attributes += $"; SameSite={sameSite}";
        if (exchange.IsHttps)
            attributes += "; Secure";
        if (options.Domain is { } domain)
            attributes += $"; Domain={domain}";
        if (exchange.IsHttps && Array.Exists(lines, line => line.Find("partitioned") is not null))
            attributes += "; Partitioned";
        return SetCookieLine.Write(exchange.BindingName, exchange.Brought is { } brought ? bindings.Write(binding, brought.Current) : BindingCookie.Write(binding), attributes);
    }

    /// <summary>Wherever one of the cookies goes: to browsers that send those without the attribute with another site's form (SAML, payments), the binding must come along.</summary>
    /// <returns>Null for none at all, which is not the same as Lax.</returns>
    private static string? WidestSameSite(SetCookieLine[] lines) =>
        Array.Exists(lines, line => "none".Equals(line.Find("samesite"), StringComparison.OrdinalIgnoreCase)) ? "None"
        : Array.Exists(lines, line => line.Find("samesite") is not { } site || !IsSameSite(site)) ? null
        : "Lax";

    // What browsers do not know is as if it were not there (RFC 6265bis section 5.6.7).
    private static bool IsSameSite(string site) => site.Equals("lax", StringComparison.OrdinalIgnoreCase) || site.Equals("strict", StringComparison.OrdinalIgnoreCase);

    /// <summary>Once a minute: whoever tries addresses over plain http must not fill the log.</summary>
    private void WarnOfPlainHttp(Exchange exchange)
    {
        telemetry.Cookie("plain-http");
        var now = time.GetTimestamp();
        var told = Interlocked.Read(ref _plainHttpToldAt);
        if ((told == long.MinValue || time.GetElapsedTime(told, now) >= TellInterval) && Interlocked.CompareExchange(ref _plainHttpToldAt, now, told) == told)
            Log.PlainHttp(logger, exchange.Context.Request.Host.Host);
    }

    private void WarnOfDomain(Exchange exchange, GuardedCookie rule, SetCookieLine line)
    {
        if (line.Find("domain") is { } domain && !BindingReach.Includes(exchange.Policy.Binding.Domain, domain) && _farReaching.TryAdd(rule.Name, true))
            Log.BeyondBinding(logger, rule.Name, Shown.Of(domain));
    }

    /// <summary>A cookie that leaves in this response.</summary>
    private sealed record Fresh(GuardedCookie Rule, string Name, string Value, string Attributes, BroughtCookie? Brought)
    {
        public static Fresh Of(BroughtCookie cookie) =>
            new(cookie.Rule, cookie.Name, cookie.Value, cookie.Attributes ?? AdoptedAttributes(cookie.Rule), cookie);

        private static string AdoptedAttributes(GuardedCookie rule)
        {
            var adopted = rule.Adopted;
            var attributes = $"Path={adopted.Path}; HttpOnly; SameSite={adopted.SameSite}";
            if (adopted.Domain is { } domain)
                attributes += $"; Domain={domain}";
            return adopted.MaxAge is { } age ? $"{attributes}; Max-Age={(long)age.TotalSeconds}" : attributes;
        }
    }
}
