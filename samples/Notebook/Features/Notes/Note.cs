namespace Notebook.Features.Notes;

public sealed class Note
{
    public const int MaxTitle = 120;
    public const int MaxBody = 20_000;

    public long Id { get; init; }

    public required string OwnerId { get; init; }

    public required string Title { get; set; }

    public required string Body { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
