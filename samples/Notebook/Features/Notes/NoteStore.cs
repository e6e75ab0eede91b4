using Microsoft.EntityFrameworkCore;
using Notebook.Data;

namespace Notebook.Features.Notes;

/// <summary>The only way to notes. Every method asks for whom, so that no page can forget to.</summary>
public sealed class NoteStore(NotebookContext database, TimeProvider time)
{
    public Task<List<Note>> ListAsync(string ownerId, CancellationToken cancellationToken) =>
        OwnedBy(ownerId).AsNoTracking().OrderByDescending(note => note.UpdatedAt).ThenByDescending(note => note.Id).ToListAsync(cancellationToken);

    /// <returns>Null when there is no such note, or it is somebody else's: the two are not told apart.</returns>
    public Task<Note?> FindAsync(string ownerId, long id, CancellationToken cancellationToken) =>
        OwnedBy(ownerId).FirstOrDefaultAsync(note => note.Id == id, cancellationToken);

    public async Task AddAsync(string ownerId, NoteForm form, CancellationToken cancellationToken)
    {
        database.Notes.Add(new Note { OwnerId = ownerId, Title = form.Title?.Trim() ?? "", Body = form.Body, UpdatedAt = time.GetUtcNow() });
        await database.SaveChangesAsync(cancellationToken);
    }

    public async Task<bool> ChangeAsync(string ownerId, long id, NoteForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(ownerId, id, cancellationToken) is not { } note)
            return false;
        note.Title = form.Title?.Trim() ?? "";
        note.Body = form.Body;
        note.UpdatedAt = time.GetUtcNow();
        await database.SaveChangesAsync(cancellationToken);
        return true;
    }

    public async Task<bool> DeleteAsync(string ownerId, long id, CancellationToken cancellationToken) =>
        await OwnedBy(ownerId).Where(note => note.Id == id).ExecuteDeleteAsync(cancellationToken) > 0;

    private IQueryable<Note> OwnedBy(string ownerId) => database.Notes.Where(note => note.OwnerId == ownerId);
}
