namespace Cloakroom.Policies;

/// <summary>What is done by itself about an incident, at which count. Modes are only ever tightened; people loosen them.</summary>
public sealed class IncidentPolicyOptions
{
    /// <summary>
    /// Ends the sessions involved, and those of each further mix-up of the incident; and as long as the incident is open, mix-ups of its kind are blocked where their rule would only observe.
    /// Nobody else notices. Default: AsRule, when something was exposed. Set it to Act once nobody should be seen by more than one, while the rules still observe.
    /// </summary>
    public PolicyOptions Quarantine { get; set; } = new() { Mode = PolicyMode.AsRule, Exposed = 1 };

    /// <summary>Closes sign-in, where nothing stricter is in force. Default: Observe, at 10 exposed.</summary>
    public PolicyOptions CloseSignIn { get; set; } = new() { Mode = PolicyMode.Observe, Exposed = 10 };

    /// <summary>Makes sessions read-only, where nothing stricter is in force. Default: Observe, at 25 exposed.</summary>
    public PolicyOptions ReadOnly { get; set; } = new() { Mode = PolicyMode.Observe, Exposed = 25 };

    /// <summary>Closes everything that needs a session. Default: Observe, at 100 exposed.</summary>
    public PolicyOptions Close { get; set; } = new() { Mode = PolicyMode.Observe, Exposed = 100 };

    internal PolicyOptions For(Policy policy) => policy switch
    {
        Policy.Quarantine => Quarantine,
        Policy.CloseSignIn => CloseSignIn,
        Policy.ReadOnly => ReadOnly,
        Policy.Close => Close,
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, null),
    };
}
