using Cloakroom.Probe.Crawling;
using Cloakroom.Probe.Plans;

namespace Cloakroom.Probe.Runs;

/// <summary>What is tried, out of what was found: with what is personal marked, and path variants of that.</summary>
internal static class TargetChoice
{
    /// <summary>Pages of which variants are tried: each has a dozen and more.</summary>
    private const int MaxPagesWithVariants = 5;

    /// <param name="found">Pages and assets.</param>
    /// <param name="personal">Names of pages on which accounts have something of their own.</param>
    /// <param name="site">For the names.</param>
    /// <param name="tactics">Those wanted.</param>
    public static IReadOnlyList<Target> Of(IReadOnlyList<Target> found, IReadOnlySet<string> personal, Uri site, IReadOnlySet<string> tactics)
    {
        var targets = found.Select(target => target with { IsPersonal = personal.Contains(Exploration.NameOf(target.Url, site)) }).ToList();
        if (!tactics.Contains(Tactic.PathVariant))
            return targets;
        // A file's own directory is where a cache has a rule.
        var directory = targets.Where(target => target.Kind == TargetKind.Asset).Select(target => DirectoryOf(target.Url)).FirstOrDefault(path => path.Length > 1);
        // Pages that differ by their query alone have some in common.
        var variants = new HashSet<string>(StringComparer.Ordinal);
        foreach (var page in targets.Where(target => target is { Kind: TargetKind.Page, IsPersonal: true }).Take(MaxPagesWithVariants).ToList())
            targets.AddRange(PathVariants.Of(page.Url, directory).Where(url => variants.Add(url.OriginalString)).Select(url => new Target(url, TargetKind.Variant) { IsPersonal = true, FoundIn = Coverage.PathOf(page.Url) }));
        return targets;
    }

    private static string DirectoryOf(Uri url) => url.AbsolutePath[..(url.AbsolutePath.LastIndexOf('/') + 1)];
}
