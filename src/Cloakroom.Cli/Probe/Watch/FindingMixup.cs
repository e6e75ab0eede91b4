using System.Diagnostics.CodeAnalysis;
using Cloakroom.Cli.Control;
using Cloakroom.Journal;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;
using Cloakroom.Sessions;

namespace Cloakroom.Cli.Probe.Watch;

/// <summary>A finding as a mix-up between synthetic accounts, so that it is in incidents, alerts and the console like the rest. See decision 0022.</summary>
internal static class FindingMixup
{
    // A remedy is a few lines of configuration; more is in the report of cloakroom probe.
    private const int MaxDetail = 2_000;
    private const int MaxRoute = 200;

    public static Mixup Of(FindingReport finding, Uri site, DateTimeOffset now)
    {
        var kind = KindOf(finding.Check);
        var receiver = Party(finding.Receiver);
        return new Mixup
        {
            Id = PublicId.Create(),
            Kind = kind,
            At = now.TruncateToMilliseconds(),
            Disposition = MixupDisposition.Exposed,
            // A cookie that a cache may keep is its receiver's own, and nobody else is known to have got it.
            Owner = kind == MixupKind.CookieOnCacheable ? receiver : finding.Owner is { } owner ? Party(owner) : MixupParty.Unknown,
            Presenter = kind == MixupKind.CookieOnCacheable ? MixupParty.Unknown : receiver,
            Route = Cut(Text.Printable(finding.Route), MaxRoute),
            Node = ProbeMark.Node + Environment.MachineName,
            Detail = Cut(Text.Printable(string.Join(' ', $"{Beginning(finding.Id, site)} {finding.Words}. {finding.Mechanism.Words} {finding.Mechanism.Remedy}".Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))), MaxDetail),
        };
    }

    /// <summary>Which finding a mix-up tells of, where it is one of this site's.</summary>
    public static bool TryRead(Mixup mixup, Uri site, [NotNullWhen(true)] out string? finding)
    {
        finding = mixup.IsByProbe() && mixup.Detail.Split(' ', 3) is ["Finding", { Length: > 0 } id, ..] && mixup.Detail.StartsWith(Beginning(id, site), StringComparison.Ordinal) ? id : null;
        return finding is not null;
    }

    private static string Beginning(string id, Uri site) => $"Finding {id} at {site.GetLeftPart(UriPartial.Authority)}:";

    private static MixupKind KindOf(string check) =>
        check == CheckKind.ForeignCookie.Code() ? MixupKind.DuplicateIssue
        : check == CheckKind.CookieOnCacheable.Code() ? MixupKind.CookieOnCacheable
        : MixupKind.ForeignOwner;

    private static MixupParty Party(string account) => new(ProbeMark.Subject + account, null);

    private static string Cut(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…");
}
