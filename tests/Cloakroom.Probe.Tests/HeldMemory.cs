using System.Runtime.CompilerServices;

namespace Cloakroom.Probe.Tests;

/// <summary>
/// What something keeps alive, in bytes: so much less is alive once it is let go. Other tests run in this process, and what they keep comes and goes;
/// between two looks right after each other that is little, over a whole test it is not.
/// </summary>
internal static class HeldMemory
{
    /// <param name="make">Makes it. Nobody else may keep it.</param>
    public static long Of(Func<object> make)
    {
        var kept = new object?[1];
        Keep(kept, make);
        return LetGo(kept);
    }

    // In a method of its own, so that no local or stack slot of the caller's keeps it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(object?[] kept, Func<object> make) => kept[0] = make();

    private static long LetGo(object?[] kept)
    {
        var with = GC.GetTotalMemory(forceFullCollection: true);
        kept[0] = null;
        return with - GC.GetTotalMemory(forceFullCollection: true);
    }
}
