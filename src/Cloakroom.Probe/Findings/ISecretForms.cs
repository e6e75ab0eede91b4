namespace Cloakroom.Probe.Findings;

/// <summary>All secrets that a run knows, as they may stand in a text.</summary>
internal interface ISecretForms
{
    /// <summary>Those of now, each in all its forms: as it is, escaped for URLs, HTML and JSON, in base64 and so on.</summary>
    IEnumerable<SecretForm> All();

    /// <summary>Whether that very text is a value of an account, so that it varies from account to account in a path.</summary>
    bool IsSecret(string text);
}

/// <param name="Name">What is shown in its place.</param>
/// <param name="Form">Not to be shown.</param>
internal readonly record struct SecretForm(SecretName Name, string Form);
