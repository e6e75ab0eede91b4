using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>The options as a tree, made from <see cref="EdgeOptions"/>: what reading, the documentation and suggestions know of them.</summary>
internal sealed class OptionNode
{
    private static readonly NullabilityInfoContext Nullability = new();

    private OptionNode(string name, Type type, PropertyInfo? property, object? @default)
    {
        Name = name;
        Property = property;
        Default = @default;
        ValueType = Nullable.GetUnderlyingType(type) ?? type;
        IsNullable = property is not null
            && (Nullable.GetUnderlyingType(type) is not null || Nullability.Create(property).WriteState == NullabilityState.Nullable);
        Range = property?.GetCustomAttribute<RangeAttribute>();
        Range?.IsValid(null); // Turns its limits from texts into values.
        if (ValueType.IsGenericType && ValueType.GetGenericTypeDefinition() == typeof(IList<>))
        {
            Shape = OptionShape.List;
            Item = new OptionNode("", ValueType.GetGenericArguments()[0], null, null);
        }
        else if (ValueType.Namespace == typeof(EdgeOptions).Namespace && !ValueType.IsEnum)
        {
            Shape = OptionShape.Object;
            // As its owner makes it: two options of one type may begin differently.
            var instance = @default ?? Activator.CreateInstance(ValueType)!;
            Children = [.. ValueType.GetProperties().Select(child => new OptionNode(child.Name, child.PropertyType, child, child.GetValue(instance)))];
        }
    }

    public static OptionNode Root { get; } = new("", typeof(EdgeOptions), null, null);

    /// <summary>As the options class has it; empty for the root and for items of a list.</summary>
    public string Name { get; }

    public string JsonName => JsonNamingPolicy.CamelCase.ConvertName(Name);

    public PropertyInfo? Property { get; }

    /// <summary>The type of a single value, without its nullability.</summary>
    public Type ValueType { get; }

    public bool IsNullable { get; }

    public OptionShape Shape { get; }

    /// <summary>What it is when nothing sets it.</summary>
    public object? Default { get; }

    public string Description => Property?.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";

    /// <summary>Whether a running edge takes a change of it only after a restart.</summary>
    public bool NeedsRestart => Property?.GetCustomAttribute<NeedsRestartAttribute>() is not null;

    /// <summary>Whether it cannot be left out of what it belongs to.</summary>
    public bool IsRequired => Property?.GetCustomAttribute<RequiredAttribute>() is not null;

    public RangeAttribute? Range { get; }

    /// <summary>The only values there are; null when there are others.</summary>
    public IReadOnlyList<string>? Choices =>
        ValueType.IsEnum ? Enum.GetNames(ValueType)
        : Property?.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed ? [.. allowed.Values.Cast<string>()]
        : null;

    public IReadOnlyList<OptionNode> Children { get; } = [];

    /// <summary>What each item of a list is.</summary>
    public OptionNode? Item { get; }

    public OptionNode? Child(string name) => Children.FirstOrDefault(child => string.Equals(child.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>This and everything below, with the keys; items of lists stand under <c>0</c>.</summary>
    public IEnumerable<(string Key, OptionNode Node)> All(string key = "")
    {
        yield return (key, this);
        var below = Item is null ? Children.SelectMany(child => child.All(OptionKey.Join(key, child.Name))) : Item.All(OptionKey.At(key, 0));
        foreach (var found in below)
            yield return found;
    }
}
