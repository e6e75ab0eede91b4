using Cloakroom;
using Cloakroom.Identity;
using Cloakroom.Sqlite;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Notebook.Data;
using Notebook.Features;
using Notebook.Features.Account;
using Notebook.Features.Notes;

var builder = WebApplication.CreateBuilder(args);

var data = Directory.CreateDirectory(
    Path.Combine(builder.Environment.ContentRootPath, builder.Configuration["DataDirectory"] ?? "App_Data")).FullName;
builder.Services.AddDbContext<NotebookContext>(options => options.UseSqlite($"Data Source={Path.Combine(data, "notebook.db")}"));

// Sessions are sealed under this key ring: whoever loses it signs everybody out, so it lives beside the data and outlives deployments.
builder.Services.AddDataProtection()
    .SetApplicationName("Notebook")
    .PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(data, "keys")));

builder.Services
    .AddIdentity<IdentityUser, IdentityRole>(options =>
    {
        // OWASP ASVS 5.0 6.2: length counts, rules of composition do not.
        options.Password = new PasswordOptions
        {
            RequiredLength = 10,
            RequiredUniqueChars = 4,
            RequireDigit = false,
            RequireLowercase = false,
            RequireUppercase = false,
            RequireNonAlphanumeric = false,
        };
        options.User.RequireUniqueEmail = true;
    })
    .AddEntityFrameworkStores<NotebookContext>();

// All that it takes: Identity signs in with sessions that cannot be swapped, kept in one SQLite file. Settings: "Cloakroom" in appsettings.json.
builder.Services.AddCloakroom()
    .ForIdentity()
    .AddSqliteStore(options => options.Path = Path.Combine(data, "cloakroom.db"));

// Pages are private unless they say otherwise.
builder.Services.AddAuthorizationBuilder()
    .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

// Notices such as "Note saved" live in the session, as the draft does; they need no cookie of their own.
builder.Services.AddRazorPages(options => options.RootDirectory = "/Features")
    .AddSessionStateTempDataProvider()
    // The browser runs no script here, so it needs no attributes for one.
    .AddViewOptions(options => options.HtmlHelperOptions.ClientValidationEnabled = false);
builder.Services.AddScoped<NoteStore>().AddScoped<RecentPassword>();

// Cloakroom has logged its refusals already, with less noise than a stack trace.
builder.Services.Configure<ExceptionHandlerOptions>(options => options.SuppressDiagnosticsCallback = failed => failed.Exception is CloakroomException);

var app = builder.Build();

if (!app.Environment.IsDevelopment())
{
    app.UseHsts();
    app.UseHttpsRedirection();
}

app.UseMiddleware<SecurityHeaders>();
app.UseExceptionHandler("/Error");
app.UseStatusCodePagesWithReExecute("/Status/{0}");
app.UseCloakroom();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();

app.MapStaticAssets().AllowAnonymous();
app.MapRazorPages().WithStaticAssets();
app.MapHealthChecks("/healthz").AllowAnonymous();

using (var scope = app.Services.CreateScope())
{
    // An application that lives longer than a sample has migrations instead.
    await scope.ServiceProvider.GetRequiredService<NotebookContext>().Database.EnsureCreatedAsync();
}

await app.RunAsync();
