namespace Cloakroom.Bench.Rates;

/// <summary>What is not normal, beside what is.</summary>
internal sealed record Rise
{
    /// <summary>So many times as many.</summary>
    public double SignOuts { get; init; } = 1;

    /// <summary>So many more a minute.</summary>
    public double ForeignBindings { get; init; }

    /// <summary>Of presenters, so many more.</summary>
    public double PresenterShare { get; init; }

    /// <summary>Of sessions, so many more.</summary>
    public double NetworkShare { get; init; }

    /// <summary>Of static requests, so many at least.</summary>
    public double CookieShare { get; init; }
}
