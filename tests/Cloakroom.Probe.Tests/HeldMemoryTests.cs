namespace Cloakroom.Probe.Tests;

/// <summary>Who keeps something is seen to: with so much that what other tests do beside is little.</summary>
[Collection<AloneInTheProcess>]
public sealed class HeldMemoryTests
{
    private const int Size = 400_000_000;

    [Fact]
    public void Of_SomethingLarge_IsItsSize() => HeldMemory.Of(() => new byte[Size]).ShouldBeInRange(Size / 2, Size / 2 * 3);
}
