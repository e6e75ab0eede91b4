namespace Notebook.Features.Notes;

public sealed class Note
{
    public const int MaxTitle = 120;
    public const int MaxBody = 20_000;

    public long Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>May be empty: then the first line stands in for it.</summary>
    public required string Title { get; set; }

    public required string Body { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public string Heading
    {
        get
        {
            var heading = Title.Length > 0 ? Title : Lines[0];
            return heading.Length <= 60 ? heading : heading[..59].TrimEnd() + "…";
        }
    }

    /// <summary>The body without what the heading says already.</summary>
    public string Preview => Title.Length > 0 || Lines[0].Length > 60 ? Body : Lines.ElementAtOrDefault(1) ?? "";

    private string[] Lines => Body.Trim().Split('\n', 2, StringSplitOptions.TrimEntries);
}
