namespace Cloakroom.Edge.Tests.Caches;

/// <summary>How far Alice's response has got when Bob asks for the same, and Carol after him while his is on its way.</summary>
internal enum Progress
{
    Nothing,

    /// <summary>And half of its body.</summary>
    Headers,
}
