using Cloakroom.Incidents;

namespace Cloakroom.Tests.Incidents;

/// <summary>What visitors and users have written is data in a spreadsheet, whichever character separates its columns.</summary>
public sealed class ImpactCsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("x;=1+1", "x;'=1+1")]
    [InlineData("x; @SUM(1)", "x;' @SUM(1)")]
    [InlineData("a;b", "a;b")]
    [InlineData("ann@example.com", "ann@example.com")]
    public void Foreign_WhatMayBeAFormulaInSomeColumn_IsText(string text, string expected) => ImpactCsv.Foreign(text).ShouldBe(expected);
}
