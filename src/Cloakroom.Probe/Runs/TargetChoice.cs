using Cloakroom.Probe.Crawling;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>What is tried, out of what was found: with what is personal marked, and path variants of that.</summary>
internal sealed class TargetChoice(MarkerBook markers, ProbeOptions options)
{
    /// <summary>Pages of which variants are tried: each has a dozen and more.</summary>
    private const int MaxPagesWithVariants = 5;

    public IReadOnlyList<Target> Choose(Exploration exploration)
    {
        var targets = exploration.Targets.Select(target => target with { IsPersonal = IsPersonal(exploration, target) }).ToList();
        if (!options.Tactics.Contains(Tactic.PathVariant))
            return targets;
        // A file's own directory is where a cache has a rule.
        var directory = targets.Where(target => target.Kind == TargetKind.Asset).Select(target => DirectoryOf(target.Url)).FirstOrDefault(path => path.Length > 1);
        foreach (var page in targets.Where(target => target is { Kind: TargetKind.Page, IsPersonal: true }).Take(MaxPagesWithVariants).ToList())
            targets.AddRange(PathVariants.Of(page.Url, directory).Select(url => new Target(url, TargetKind.Variant) { IsPersonal = true, FoundIn = Coverage.PathOf(page.Url) }));
        return targets;
    }

    private bool IsPersonal(Exploration exploration, Target target) =>
        exploration.ByPage.TryGetValue(target.Url.OriginalString, out var looks) && looks.Exists(HasOwn);

    private bool HasOwn(Exchange exchange) => exchange.IsSuccess && markers.Scan(exchange).HasOwn;

    private static string DirectoryOf(Uri url) => url.AbsolutePath[..(url.AbsolutePath.LastIndexOf('/') + 1)];
}
