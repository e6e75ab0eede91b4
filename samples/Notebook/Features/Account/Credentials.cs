using System.ComponentModel.DataAnnotations;

namespace Notebook.Features.Account;

public sealed class Credentials
{
    [Required(ErrorMessage = "Enter your email address.")]
    [EmailAddress(ErrorMessage = "That is not an email address.")]
    [StringLength(254)]
    public string Email { get; set; } = "";

    [Required(ErrorMessage = "Enter your password.")]
    [StringLength(256)]
    public string Password { get; set; } = "";

    public bool Remember { get; set; }
}
