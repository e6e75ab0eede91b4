using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Notebook.Features;

/// <summary>One sentence for the next page.</summary>
public static class Notices
{
    private const string Key = "notice";

    public static void Notify(this PageModel page, string text) => page.TempData[Key] = text;

    public static string? TakeNotice(this Microsoft.AspNetCore.Mvc.ViewFeatures.ITempDataDictionary data) => data[Key] as string;
}
