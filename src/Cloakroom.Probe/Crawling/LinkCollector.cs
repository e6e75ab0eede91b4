namespace Cloakroom.Probe.Crawling;

/// <summary>Makes references absolute and keeps each once.</summary>
internal sealed class LinkCollector(Uri page)
{
    private const int MaxLength = 2048;

    private readonly List<Uri> _pages = [];
    private readonly List<Uri> _assets = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private Uri _base = page;

    public PageLinks Collected => new(_pages, _assets);

    /// <summary>From now on references are relative to this; one that cannot be read is none.</summary>
    public void Rebase(string reference) => _base = Resolve(reference) ?? _base;

    /// <param name="reference">As the page has it.</param>
    /// <param name="text">What one would click on: <c>Sign out</c> says more than its address.</param>
    public void Page(string? reference, string text = "")
    {
        if (Resolve(reference) is not { } url || LinkWords.ChangesSomething(url) || LinkWords.ChangesSomething(text)) return;
        if (Checks.StaticRoutes.HasAssetName(url.AbsolutePath)) Keep(url, _assets);
        else Keep(url, _pages);
    }

    public void Asset(string? reference)
    {
        if (Resolve(reference) is { } url && !LinkWords.ChangesSomething(url)) Keep(url, _assets);
    }

    private void Keep(Uri url, List<Uri> list)
    {
        if (_seen.Add(url.AbsoluteUri)) list.Add(url);
    }

    private Uri? Resolve(string? reference)
    {
        // Browsers take tabs and line breaks out of addresses.
        if (reference is null || (reference = reference.Trim().ReplaceLineEndings("").Replace("\t", "", StringComparison.Ordinal)).StartsWith('#')) return null;
        if (reference.Length > MaxLength || !Uri.TryCreate(_base, reference, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0) return null;
        if (url.Fragment.Length == 0) return url;
        return Uri.TryCreate(url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped), UriKind.Absolute, out var bare) ? bare : null;
    }
}
