using System.Globalization;
using System.Text.RegularExpressions;

namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>The text of a single value, checked as strictly as people mean it: the framework would take <c>5</c> for five days and <c>24:00:00</c> for twenty-four.</summary>
/// <param name="Value">The text that the binder gets.</param>
/// <param name="What">What is wrong; null when nothing is.</param>
/// <param name="Remedy">What to do about it.</param>
internal readonly partial record struct OptionText(string Value, string? What = null, string Remedy = "")
{
    public static OptionText Read(OptionNode node, string text)
    {
        if (text.Any(char.IsControl))
            return Wrong("has a line break or another control character.", "Remove it.");
        var read =
            node.Choices is { } choices ? Choice(choices, text)
            : node.ValueType == typeof(bool) ? Boolean(text)
            : node.ValueType == typeof(TimeSpan) ? Duration(text)
            : node.ValueType == typeof(DateTimeOffset) ? Moment(text)
            : node.ValueType == typeof(int) || node.ValueType == typeof(long) ? Number(text)
            : new OptionText(text);
        return read.What is null && node.Range is { } range && !(Typed(node, read.Value) is { } value && range.IsValid(value))
            ? Wrong($"{Shown.Of(text)} is out of range.", Limits(range.Minimum, range.Maximum))
            : read;
    }

    private static OptionText Choice(IReadOnlyList<string> choices, string text)
    {
        if (choices.FirstOrDefault(choice => string.Equals(choice, text, StringComparison.OrdinalIgnoreCase)) is { } known)
            return new OptionText(known);
        var near = DidYouMean.Nearest(text, choices);
        return Wrong(
            $"'{Shown.Of(text)}' is not one of the choices.",
            near is null ? $"Write {string.Join(" or ", choices)}." : $"Did you mean {near}? There are {string.Join(", ", choices)}.");
    }

    private static OptionText Boolean(string text) =>
        bool.TryParse(text, out var value) ? new OptionText(value ? "true" : "false") : Wrong($"'{Shown.Of(text)}' is neither true nor false.", "Write true or false.");

    private static OptionText Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
        ? new OptionText(text)
        : Wrong($"'{Shown.Of(text)}' is not a whole number.", "Write one, in digits only.");

    private static OptionText Duration(string text)
    {
        if (IsDuration().IsMatch(text) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration))
            return new OptionText(duration.ToString("c", CultureInfo.InvariantCulture));
        var meant = IsSeconds().Match(text) is { Success: true } seconds
            && int.TryParse(seconds.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? $"{TimeSpan.FromSeconds(count):c} for {count} seconds"
                : "00:00:05 for 5 seconds, 1.00:00:00 for a day";
        return Wrong($"'{Shown.Of(text)}' is not a duration.", $"Write hours:minutes:seconds: {meant}.");
    }

    private static OptionText Moment(string text)
    {
        const string remedy = "Write date, time and offset: 2027-01-31T00:00:00Z.";
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) || !BeginsWithDate().IsMatch(text))
            return Wrong($"'{Shown.Of(text)}' is not a date.", remedy);
        return HasOffset().IsMatch(text)
            ? new OptionText(moment.ToString("O", CultureInfo.InvariantCulture))
            : Wrong($"'{Shown.Of(text)}' has no offset, so that it would mean another moment on another machine.", remedy);
    }

    /// <returns>The value; null when its type cannot hold it.</returns>
    private static object? Typed(OptionNode node, string text) =>
        node.ValueType == typeof(TimeSpan) ? TimeSpan.Parse(text, CultureInfo.InvariantCulture)
        : node.ValueType == typeof(long) ? long.Parse(text, CultureInfo.InvariantCulture)
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
        : null;

    private static string Limits(object min, object max) => max is long.MaxValue ? $"Give {min} or more." : $"Give {Limit(min)} to {Limit(max)}.";

    /// <summary>A limit as people would write it.</summary>
    public static string Limit(object limit) =>
        limit is TimeSpan duration ? duration.ToString(@"hh\:mm\:ss\.FFFFFFF".Insert(0, duration.Days > 0 ? @"d\." : ""), CultureInfo.InvariantCulture).TrimEnd('.') : limit.ToString()!;

    private static OptionText Wrong(string what, string remedy) => new("", what, remedy);

    [GeneratedRegex(@"^([0-9]{1,5}\.)?([01]?[0-9]|2[0-3]):[0-5]?[0-9]:[0-5]?[0-9](\.[0-9]{1,7})?\z")]
    private static partial Regex IsDuration();

    [GeneratedRegex(@"^([0-9]{1,6}) ?(s|sec|seconds?)?\z")]
    private static partial Regex IsSeconds();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}")]
    private static partial Regex BeginsWithDate();

    [GeneratedRegex(@"[0-9](Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex HasOffset();
}
