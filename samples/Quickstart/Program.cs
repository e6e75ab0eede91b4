using System.Security.Claims;
using Cloakroom;
using Cloakroom.Sqlite;
using Microsoft.AspNetCore.Authentication;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCloakroom().AddSqliteStore();
builder.Services.AddAuthorization();

var app = builder.Build();
app.UseCloakroom();

app.MapPost("/sign-in/{name}", (string name, HttpContext context) => context.SignInAsync(
    new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name), new Claim(ClaimTypes.Name, name)], "demo"))));
app.MapPost("/sign-out", (HttpContext context) => context.SignOutAsync());
app.MapGet("/me", (ClaimsPrincipal user) => $"Hello {user.Identity!.Name}").RequireAuthorization();

app.Run();
