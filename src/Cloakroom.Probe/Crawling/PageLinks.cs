using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Crawling;

/// <summary>What a response leads to, by GET: pages that a person could go to, and assets that a browser loads by itself.</summary>
/// <param name="Pages">Absolute, without fragments, each once. Never what a click would only be meant to change something with (sign-out, delete, unsubscribe).</param>
/// <param name="Assets">Scripts, styles, images, fonts, icons, manifests, and what styles import.</param>
internal sealed record PageLinks(IReadOnlyList<Uri> Pages, IReadOnlyList<Uri> Assets)
{
    public static PageLinks Of(Exchange exchange) => throw new NotImplementedException($"{exchange}");
}
