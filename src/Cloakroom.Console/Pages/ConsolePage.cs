using Microsoft.AspNetCore.Components;

namespace Cloakroom.Console.Pages;

/// <summary>A page: what is shown, in parts that can be sent anew on their own.</summary>
/// <param name="Title">Of the window.</param>
/// <param name="Section">What is marked in the navigation.</param>
/// <param name="Regions">In this order.</param>
internal sealed record ConsolePage(string Title, Section Section, IReadOnlyList<Region> Regions)
{
    public int Status { get; init; } = 200;

    /// <summary>How long until it is worth reading again; null for one that does not change by itself.</summary>
    public TimeSpan? Interval { get; init; }
}

/// <summary>A part of a page.</summary>
/// <param name="Id">Its element's id: letters and hyphens.</param>
/// <param name="Content">What is in it.</param>
/// <param name="IsLive">Whether it is sent anew when it changes. Forms are in parts that are not: nobody's typing is to be swept away.</param>
internal sealed record Region(string Id, RenderFragment Content, bool IsLive = true);

/// <summary>The console's sections, in the order of the navigation.</summary>
internal enum Section
{
    Overview,
    Incidents,
    Sessions,
    Control,
    Nodes,
}
