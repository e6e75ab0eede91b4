using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Notebook.Features.Notes;

namespace Notebook.Data;

/// <summary>Users and their notes. Sessions are none of its business: Cloakroom keeps them in a file of its own.</summary>
public sealed class NotebookContext(DbContextOptions<NotebookContext> options) : IdentityDbContext<IdentityUser>(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Note>(note =>
        {
            note.Property(n => n.Title).HasMaxLength(Note.MaxTitle);
            note.Property(n => n.Body).HasMaxLength(Note.MaxBody);
            note.HasIndex(n => new { n.OwnerId, n.UpdatedAt });
            note.HasOne<IdentityUser>().WithMany().HasForeignKey(n => n.OwnerId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        // SQLite has no type for times and cannot order text with offsets.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixTimeConverter>();

    private sealed class UnixTimeConverter() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
}
