namespace Cloakroom.Probe.Inputs;

/// <summary>Where something stands that somebody wrote.</summary>
/// <param name="File">Its name as given.</param>
/// <param name="Line">From 1; 0 when it is not known.</param>
/// <param name="Path">In JSON; null elsewhere.</param>
internal readonly record struct InputPlace(string File, int Line, string? Path = null)
{
    public InputProblem Problem(string what, string remedy) => new(File, Line, Path, what, remedy);
}
