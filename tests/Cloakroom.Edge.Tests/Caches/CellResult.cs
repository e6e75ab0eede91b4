namespace Cloakroom.Edge.Tests.Caches;

/// <summary>What one cell of the matrix came to.</summary>
/// <param name="Later">After the first response was complete.</param>
/// <param name="InFlight">While the first response was on its way.</param>
/// <param name="IsServed">Whether who asked first got what was made for her: refusing everything would show no leak either.</param>
internal readonly record struct CellResult(Leak Later, Leak InFlight, bool IsServed)
{
    public Leak Any => Later | InFlight;

    /// <summary>As the table says it.</summary>
    public override string ToString() => !IsServed ? "x" : Any == Leak.None ? "–" : $"{Letters(Later)}/{Letters(InFlight)}";

    public static string Letters(Leak leak)
    {
        var grave = (leak.HasFlag(Leak.Session) ? "S" : "") + (leak.HasFlag(Leak.FirstVisit) ? "F" : "");
        var others = (leak.HasFlag(Leak.Visit) && !leak.HasFlag(Leak.FirstVisit) ? "v" : "") + (leak.HasFlag(Leak.Delivered) && !leak.HasFlag(Leak.Session) ? "c" : "") + (leak.HasFlag(Leak.Body) ? "B" : "");
        return (grave, others) == ("", "") ? "–" : (grave.Length == 0 ? "" : $"**{grave}**") + others;
    }
}
