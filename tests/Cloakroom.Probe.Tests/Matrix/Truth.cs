namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>What is known of a cell.</summary>
internal enum Truth
{
    /// <summary>Gives nobody what is another's.</summary>
    Safe,

    /// <summary>Leaks.</summary>
    Leaks,

    /// <summary>Leaks only to who asks after the first one's header has come and before the body is whole, of which the club leaves no time: either verdict is right.</summary>
    Either,
}
