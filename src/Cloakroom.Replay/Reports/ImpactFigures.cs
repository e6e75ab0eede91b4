namespace Cloakroom.Replay.Reports;

/// <summary>How well the list of who saw whom agrees with what really happened. Both are 1 when nobody saw anybody and nobody is on the list.</summary>
/// <param name="Precision">Of the pairs on the list, which share is true.</param>
/// <param name="Recall">Of the true pairs, which share is on the list.</param>
/// <param name="Pairs">How many are on the list as exposed.</param>
internal sealed record ImpactFigures(double Precision, double Recall, int Pairs)
{
    public bool IsExact() => this is { Precision: 1, Recall: 1 };
}
