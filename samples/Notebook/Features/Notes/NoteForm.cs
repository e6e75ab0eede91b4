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
}
