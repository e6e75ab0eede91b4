using System.ComponentModel.DataAnnotations;

namespace Notebook.Features.Notes;

/// <summary>What people type; also what a draft is.</summary>
public sealed class NoteForm
{
    [StringLength(Note.MaxTitle, ErrorMessage = "Keep the title under {1} characters.")]
    public string? Title { get; set; }

    [Required(ErrorMessage = "Write something first.")]
    [StringLength(Note.MaxBody, ErrorMessage = "Keep the note under {1} characters.")]
    public string Body { get; set; } = "";

    public string TitleOrFirstLine()
    {
        if (!string.IsNullOrWhiteSpace(Title))
            return Title.Trim();
        var line = Body.Trim().Split('\n', 2)[0].Trim();
        return line.Length <= 60 ? line : line[..59].TrimEnd() + "…";
    }
}
