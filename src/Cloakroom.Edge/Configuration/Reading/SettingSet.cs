namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>All sources together: what is set, and where.</summary>
internal sealed class SettingSet
{
    private readonly Dictionary<string, (string Value, SettingPlace Place)> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SettingPlace> _containers = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<KeyValuePair<string, string?>> Values => _values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value.Value));

    /// <summary>
    /// Adds what one source says, over what was there. With <paramref name="replacesLists"/> a list of this source takes the place of an earlier one,
    /// instead of changing it item by item.
    /// </summary>
    public void Add(IEnumerable<Setting> source, List<ConfigurationProblem> problems, bool replacesLists = false)
    {
        var refused = new List<string>();
        var replaced = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in source)
        {
            if (refused.Exists(key => OptionKey.IsWithin(setting.Key, key)))
                continue;
            var resolved = OptionResolver.Resolve(setting);
            if (resolved.Problem is { } problem)
            {
                refused.Add(resolved.Refused ?? setting.Key);
                problems.Add(problem);
                continue;
            }

            if (replacesLists && resolved.List is { } list && replaced.Add(list))
                Remove(list);
            Set(resolved, setting, problems);
        }
    }

    /// <summary>Where an option was set, or else what it belongs to; null when nothing was.</summary>
    public SettingPlace? PlaceOf(string key)
    {
        if (_values.TryGetValue(key, out var value))
            return value.Place;
        for (; key.Length > 0; key = key[..Math.Max(0, key.LastIndexOf(':'))])
        {
            if (_containers.TryGetValue(key, out var place))
                return place;
        }

        return null;
    }

    /// <summary>Lists whose items are not numbered from 0 without gaps, which the binder would close, and items that say nothing, which it would skip.</summary>
    public void FindGaps(List<ConfigurationProblem> problems)
    {
        foreach (var item in _containers.Where(container => OptionKey.IsIndex(container.Key[(container.Key.LastIndexOf(':') + 1)..], out _)).ToArray())
        {
            if (!_values.Keys.Any(key => OptionKey.IsWithin(key, item.Key)) && !IsKnownWrong(item.Key))
                problems.Add(new ConfigurationProblem(true, item.Value, item.Key, "is empty.", "Fill it in, or remove it."));
        }

        var indexes = _values.Keys.SelectMany(Indexes).Distinct().GroupBy(index => index.List, index => index.Index, StringComparer.OrdinalIgnoreCase);
        foreach (var list in indexes)
        {
            var missing = Enumerable.Range(0, list.Max()).Except(list).ToArray();
            if (missing.Length > 0 && !IsKnownWrong(list.Key))
            {
                var first = OptionKey.At(list.Key, list.Max());
                var place = _values.First(value => OptionKey.IsWithin(value.Key, first)).Value.Place;
                problems.Add(new ConfigurationProblem(
                    true, place, first, $"is set, but {OptionKey.Show(OptionKey.At(list.Key, missing[0]))} is not.", "Number the items from 0 without gaps."));
            }
        }

        bool IsKnownWrong(string key) => problems.Exists(problem => problem.Key is { } wrong && OptionKey.IsWithin(wrong, key));
    }

    private static IEnumerable<(string List, int Index)> Indexes(string key)
    {
        for (var at = key.IndexOf(':'); at >= 0; at = key.IndexOf(':', at + 1))
        {
            var end = key.IndexOf(':', at + 1);
            if (OptionKey.IsIndex(key[(at + 1)..(end < 0 ? key.Length : end)], out var index))
                yield return (key[..at], index);
        }
    }

    private void Set(ResolvedSetting resolved, Setting setting, List<ConfigurationProblem> problems)
    {
        if (setting.Shape is SettingShape.Object or SettingShape.List)
        {
            _containers[resolved.Key] = setting.Place;
            return;
        }

        // Null, and an empty text where there need not be one, mean that it is not set.
        if (setting.Shape == SettingShape.Null || (setting.Value!.Length == 0 && resolved.Node.IsNullable))
        {
            _values.Remove(resolved.Key);
            return;
        }

        var text = OptionText.Read(resolved.Node, setting.Value);
        if (text.What is { } what)
            problems.Add(new ConfigurationProblem(true, setting.Place, resolved.Key, what, text.Remedy));
        else
            _values[resolved.Key] = (text.Value, setting.Place);
    }

    private void Remove(string list)
    {
        foreach (var key in _values.Keys.Where(key => OptionKey.IsWithin(key, list)).ToArray()) _values.Remove(key);
        foreach (var key in _containers.Keys.Where(key => OptionKey.IsWithin(key, list)).ToArray()) _containers.Remove(key);
    }
}
