using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Probe.Findings;

/// <summary>Stands for a secret in everything that is shown.</summary>
/// <param name="Owner">The account whose it is; empty when that is not known.</param>
/// <param name="Label">What it is: <c>cookie sid</c>, <c>email</c>, <c>planted bio</c>.</param>
/// <param name="Digest">The first 12 hexadecimal digits of SHA-256 over its UTF-8 bytes, so that whoever has the secret can prove that it is the one.</param>
internal sealed record SecretName(string Owner, string Label, string Digest)
{
    public static SecretName Of(string owner, string label, string secret) =>
        new(owner, label, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))[..12]);

    public override string ToString() => Owner.Length == 0 ? $"‹{Label}, sha256 {Digest}…›" : $"‹{Owner}'s {Label}, sha256 {Digest}…›";
}
