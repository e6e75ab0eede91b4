using System.Collections.Concurrent;
using Cloakroom.Journal;

namespace Cloakroom.Tests.Hosting;

/// <summary>Keeps the mix-ups that the application under test reported.</summary>
internal sealed class MixupLog : IMixupListener
{
    private readonly ConcurrentQueue<Mixup> _mixups = new();

    public IReadOnlyList<Mixup> All => [.. _mixups];

    public IReadOnlyList<Mixup> Of(MixupKind kind) => [.. _mixups.Where(mixup => mixup.Kind == kind)];

    public void OnMixup(Mixup mixup) => _mixups.Enqueue(mixup);
}
