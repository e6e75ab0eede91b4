namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>Settings from the command line.</summary>
internal static class CommandLineSource
{
    public static IEnumerable<Setting> Read(IEnumerable<CommandLineSetting> settings) =>
        settings.Select(setting => new Setting(setting.Key, SettingShape.Value, setting.Value, new SettingPlace(setting.Option, NamesOption: true)));
}
