using Cloakroom.Edge.Cookies;
using Cloakroom.Edge.Issuing;
using Cloakroom.Edge.Routing;
using Cloakroom.Edge.Sealing;
using Cloakroom.Journal;
using Cloakroom.Rates;

namespace Cloakroom.Edge.Guard;

/// <summary>Decides which cookies the application gets, and opens those that are sealed.</summary>
internal sealed class RequestGuard(
    CookieSeal seal, BindingCookie bindings, Tagger tagger, Adoption adoption, ContestedValues contested, Visits visits, MixupJournal journal, StaticWatch watch, EdgeTelemetry telemetry, RateCounters? rates = null)
{
    // Two responses that each gave a new browser its first binding.
    private static readonly TimeSpan RaceWindow = TimeSpan.FromSeconds(10);

    // What browsers usually send fits; what does not goes to the heap.
    private const int CookiesOnStack = 16;
    private const int CharactersOnStack = 512;

    /// <summary>Sets the exchange's cookies, and its refusal when the configuration wants foreign sessions refused.</summary>
    public Task OpenAsync(Exchange exchange)
    {
        var lines = exchange.Context.Request.Headers.Cookie;
        // HTTP/2 may bring the header in crumbs (RFC 9113 section 8.2.3).
        var header = lines.Count == 0 ? "" : lines.Count == 1 ? lines[0]! : string.Join("; ", lines.ToArray());
        if (exchange.Route.IsStatic)
            return OpenStaticAsync(exchange, header);
        if (lines.Count == 0)
            return Task.CompletedTask;
        var foreign = Read(exchange, header);
        if (Visits.Concerns(exchange))
            return OpenVisitAsync(exchange, header, foreign);
        return foreign is null ? Task.CompletedTask : ReportForeignAsync(exchange, foreign);
    }

    private async Task OpenVisitAsync(Exchange exchange, string header, List<Foreign>? foreign)
    {
        exchange.Visit = await visits.OpenAsync(exchange);
        if (exchange.Visit is VisitState.JustEnded or VisitState.Ended)
        {
            exchange.Cookies.Clear();
            foreign = Read(exchange, header);
            // Whatever comes next is not for this binding.
            exchange.Brought = null;
        }
        else if (exchange.Visit == VisitState.Open && !exchange.IsSafe)
        {
            var request = exchange.Context.Request;
            request.Body = new VisitBody(request.Body, request.ContentLength, exchange, visits);
        }

        if (foreign is not null)
            await ReportForeignAsync(exchange, foreign);
    }

    /// <summary>Reads all cookies; everything but mix-ups is done at once.</summary>
    /// <returns>The mix-ups; null when there are none.</returns>
    private List<Foreign>? Read(Exchange exchange, string header)
    {
        var pairs = CookiePair.Parse(header, stackalloc CookiePair[CookiesOnStack]);
        var cookies = exchange.Policy.Cookies;
        exchange.Brought = FindBinding(exchange, header, pairs);

        var kept = new CookieHeaderText(stackalloc char[CharactersOnStack]);
        List<Foreign>? foreign = null;
        LaterChunks? chunks = null;
        foreach (var pair in pairs)
        {
            var name = pair.NameIn(header);
            if (cookies.IsBinding(name))
                continue;
            var isLaterChunk = SealedChunks.IsLaterChunk(name, out var baseName);
            var rule = cookies.Find(isLaterChunk ? baseName : name);
            if (rule is null)
            {
                if (!cookies.IsLookalike(name) && !cookies.Hides(name, pair.ValueIn(header)))
                    kept.Add(pair.In(header));
                continue;
            }

            if (!rule.IsSealed)
            {
                if (cookies.Hides(pair.ValueIn(header)))
                {
                    exchange.HasDroppedCookies = true;
                    continue;
                }

                exchange.Cookies.Add(new BroughtCookie(rule, rule.NameOf(name), pair.ValueIn(header).ToString(), null, null, 0, 1));
                kept.Add(pair.In(header));
                continue;
            }

            if (isLaterChunk)
                continue;
            if (Open(exchange, rule, header, pair, ref chunks, ref foreign) is { } opened)
            {
                exchange.Cookies.Add(opened);
                kept.Add(opened.Name, opened.Value);
            }
            else
            {
                exchange.HasDroppedCookies = true;
            }
        }

        exchange.ForwardedCookies = kept.ToHeader(header);
        return foreign;
    }

    private BroughtCookie? Open(Exchange exchange, GuardedCookie rule, string header, CookiePair first, ref LaterChunks? later, ref List<Foreign>? foreign)
    {
        var name = rule.NameOf(first.NameIn(header));
        var value = first.ValueIn(header).ToString();
        var chunks = SealedChunks.CountOf(value);
        var text = chunks == 1 ? value : (later ??= new LaterChunks(header)).Join(name, value);
        if (text is null)
        {
            telemetry.Cookie("not-sealed");
            return null;
        }

        var outcome = seal.TryOpen(name, text, exchange.Brought, out var content, out var sealHeader);
        switch (outcome)
        {
            case OpenOutcome.Opened or OpenOutcome.OpenedWithPrevious:
                if (exchange.View.IsRevoked(content!.Revision, sealHeader.BindingTag, sealHeader.ValueTag) || contested.Contains(sealHeader.ValueTag))
                {
                    telemetry.Cookie("revoked");
                    return null;
                }

                if (exchange.Visit is VisitState.JustEnded or VisitState.Ended)
                {
                    telemetry.Cookie("visit-over");
                    return null;
                }

                telemetry.Cookie("opened");
                var isCurrent = outcome == OpenOutcome.Opened && sealHeader.SealedUnderCurrentKey && sealHeader.IsBound == exchange.Policy.IsBound;
                return new BroughtCookie(rule, name, content.Value, isCurrent ? text : null, content.Attributes, content.Revision, chunks) { ValueTag = sealHeader.ValueTag, OwnerTag = sealHeader.BindingTag };

            case OpenOutcome.Foreign:
                // Observed or not, what has ended opens for nobody.
                if (exchange.Policy.IsBound || (content is not null && (exchange.View.IsRevoked(content.Revision, sealHeader.BindingTag, sealHeader.ValueTag) || contested.Contains(sealHeader.ValueTag))))
                    content = null;
                if (exchange.Brought?.Superseded is { } superseded && tagger.OfBinding(superseded) == sealHeader.BindingTag)
                {
                    // The browser's own, of before its binding was renewed.
                    telemetry.Cookie("superseded");
                    return content is null ? null : Observed(rule, name, null, content, chunks, sealHeader);
                }

                if (sealHeader.IsFirstIssue && exchange.Brought is { } brought && tagger.HasMinted(brought.Current)
                    && (brought.Current.MintedAt - sealHeader.SealedAt).Duration() <= RaceWindow)
                {
                    telemetry.Cookie("raced");
                    return content is null ? null : Observed(rule, name, text, content, chunks, sealHeader) with { IsForeign = true };
                }

                telemetry.Cookie("foreign");
                (foreign ??= []).Add(new Foreign(rule, name, text, sealHeader, content));
                return null;

            case OpenOutcome.UnknownKey:
                telemetry.Cookie("unknown-key");
                return null;

            default:
                return adoption.TryAdopt(exchange, rule, name, text);
        }
    }

    /// <summary>What does not open with the browser's binding and goes on all the same: an observer changes nothing that the application sees.</summary>
    private static BroughtCookie Observed(GuardedCookie rule, string name, string? text, SealedCookie content, int chunks, SealHeader header) =>
        new(rule, name, content.Value, text, content.Attributes, content.Revision, chunks) { ValueTag = header.ValueTag };

    private async Task ReportForeignAsync(Exchange exchange, List<Foreign> foreign)
    {
        foreach (var (rule, name, text, sealHeader, content) in foreign)
        {
            var mode = exchange.Policy.Rules.ForeignBinding;
            var blocks = (exchange.HasPass && mode == RuleMode.Enforce) || await journal.ReportAsync(
                MixupKind.ForeignBinding,
                // What stays closed is served to nobody, whether or not the rule would let it.
                content is null ? RuleMode.Enforce : mode,
                Exchange.Party(sealHeader.BindingTag, sealHeader.ValueTag),
                exchange.Presenter(tagger),
                exchange.RouteName,
                exchange.Brought is null ? $"The cookie '{rule.Name}' came without the binding that it was sealed for." : $"The cookie '{rule.Name}' came with another browser's binding.");
            // What is blocked is no use, and would not be seen otherwise.
            if (blocks && exchange.Brought is { } brought)
                rates?.Presented(tagger.OfBinding(brought.Current).Bits, sealHeader.ValueTag.Bits);
            // Where people sign in they get a cookie of their own; refused there too, they would never be rid of this one.
            if (blocks && (content is not null || mode == RuleMode.Enforce) && exchange.Policy.Binding.OnForeign == Configuration.ForeignAnswer.Unauthorized && (exchange.Route.Class & (RouteClass.SignIn | RouteClass.SignOut)) == 0)
                exchange.Refusal = EdgeRefusal.ForeignSession;
            // Observed, and sealed in a way that the binding is not needed to open it.
            if (!blocks && content is not null && exchange.Find(name) is null)
            {
                exchange.Cookies.Add(new BroughtCookie(rule, name, content.Value, text, content.Attributes, content.Revision, 1) { IsForeign = true, ValueTag = sealHeader.ValueTag, OwnerTag = sealHeader.BindingTag });
                exchange.ForwardedCookies = (exchange.ForwardedCookies is { } others ? others + "; " : "") + name + "=" + content.Value;
            }
        }
    }

    private async Task OpenStaticAsync(Exchange exchange, string header)
    {
        DropGuarded(exchange, header);
        watch.Count(exchange.HasDroppedCookies);
        if (!exchange.HasDroppedCookies || !exchange.Policy.IsBehindCdn)
            return;
        var blocks = await journal.ReportAsync(
            MixupKind.CookieToStatic, exchange.Policy.Rules.CookieToStatic, MixupParty.Unknown, MixupParty.Unknown, exchange.RouteName, "A guarded cookie arrived on a static route behind a CDN: " + watch.Describe());
        if (blocks)
            return;
        var foreign = Read(exchange, header);
        if (Visits.Concerns(exchange))
            await OpenVisitAsync(exchange, header, foreign);
        else if (foreign is not null)
            await ReportForeignAsync(exchange, foreign);
    }

    private static void DropGuarded(Exchange exchange, string header)
    {
        var cookies = exchange.Policy.Cookies;
        var kept = new CookieHeaderText(stackalloc char[CharactersOnStack]);
        foreach (var pair in CookiePair.Parse(header, stackalloc CookiePair[CookiesOnStack]))
        {
            var name = pair.NameIn(header);
            if (cookies.Find(SealedChunks.IsLaterChunk(name, out var baseName) ? baseName : name) is not null)
                exchange.HasDroppedCookies = true;
            else if (!cookies.IsLookalike(name) && !cookies.Hides(name, pair.ValueIn(header)))
                kept.Add(pair.In(header));
        }

        exchange.ForwardedCookies = kept.ToHeader(header);
    }

    private BroughtBinding? FindBinding(Exchange exchange, string header, ReadOnlySpan<CookiePair> pairs)
    {
        BroughtBinding? found = null;
        foreach (var pair in pairs)
        {
            if (!pair.NameIn(header).Equals(exchange.BindingName, StringComparison.Ordinal) || bindings.Read(pair.ValueIn(header)) is not { } brought)
                continue;
            // Two that differ: whose is it? Nobody's, then.
            if (found is { } other && other.Current != brought.Current)
                return null;
            found = brought;
        }

        return found;
    }

    private sealed record Foreign(GuardedCookie Rule, string Name, string Text, SealHeader Header, SealedCookie? Content);
}
