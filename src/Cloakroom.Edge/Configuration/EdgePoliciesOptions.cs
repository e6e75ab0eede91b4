using System.ComponentModel;
using Cloakroom.Policies;

namespace Cloakroom.Edge.Configuration;

/// <summary>What is done by itself about an incident. Modes are only ever tightened.</summary>
internal sealed class EdgePoliciesOptions
{
    [Description("Ends the sessions involved and those of each further mix-up of the incident, and while it is open blocks mix-ups of its kind where their rule would only observe. Nobody else notices. Default: AsRule at 1 exposed.")]
    public EdgePolicyOptions Quarantine { get; set; } = new() { Mode = PolicyMode.AsRule, Exposed = 1 };

    [Description("Closes sign-in, where nothing stricter is in force. Default: Observe at 10 exposed.")]
    public EdgePolicyOptions CloseSignIn { get; set; } = new() { Mode = PolicyMode.Observe, Exposed = 10 };

    [Description("Lets nothing be changed, where nothing stricter is in force. Default: Observe at 25 exposed.")]
    public EdgePolicyOptions ReadOnly { get; set; } = new() { Mode = PolicyMode.Observe, Exposed = 25 };

    [Description("Serves static paths alone. Default: Observe at 100 exposed.")]
    public EdgePolicyOptions Close { get; set; } = new() { Mode = PolicyMode.Observe, Exposed = 100 };

    /// <summary>Puts them in force: the library's own go by them, whose names are the same.</summary>
    public void ApplyTo(IncidentPolicyOptions library)
    {
        library.Quarantine = Quarantine.ToLibrary();
        library.CloseSignIn = CloseSignIn.ToLibrary();
        library.ReadOnly = ReadOnly.ToLibrary();
        library.Close = Close.ToLibrary();
    }
}
