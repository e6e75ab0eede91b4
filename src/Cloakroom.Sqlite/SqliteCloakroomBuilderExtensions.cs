using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Sqlite;

/// <summary>Chooses the embedded store.</summary>
public static class SqliteCloakroomBuilderExtensions
{
    /// <summary>The configuration section that <see cref="SqliteStoreOptions"/> binds from: <c>Cloakroom:Sqlite</c>.</summary>
    public const string SectionName = CloakroomOptions.SectionName + ":Sqlite";

    /// <summary>Keeps sessions, control and mix-ups in one SQLite file, durably and without a server.</summary>
    /// <param name="builder">Cloakroom.</param>
    /// <param name="configure">Sets options in code, on top of the configuration section <see cref="SectionName"/>.</param>
    public static CloakroomBuilder AddSqliteStore(this CloakroomBuilder builder, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<SqliteStoreOptions>()
            .BindConfiguration(SectionName)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        options.PostConfigure<IServiceProvider>((sqlite, provider) =>
        {
            if (provider.GetService<IHostEnvironment>() is { } environment && !string.IsNullOrEmpty(sqlite.Path))
                sqlite.Path = Path.Combine(environment.ContentRootPath, sqlite.Path);
        });
        return builder.AddStore(provider => new SqliteStore(
            provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteStore>>()));
    }
}
