using Cloakroom.Replay.Caches;

namespace Cloakroom.Replay.Applications;

/// <summary>What an application needs on this machine, and what to do about it where it is missing.</summary>
internal static class Prerequisites
{
    /// <summary>Debian's, and not the first on PATH: that one may have packages of its own.</summary>
    public const string Python = "/usr/bin/python3";

    private const string PythonPackages = "/usr/lib/python3/dist-packages";

    /// <summary>php-fpm carries its version in its name on Debian.</summary>
    public static string? PhpFpm => Executable.Find("php-fpm") ?? (Directory.Exists("/usr/sbin")
        ? Directory.EnumerateFiles("/usr/sbin", "php-fpm*").Order(StringComparer.Ordinal).LastOrDefault()
        : null);

    /// <summary>What is missing for this kind; null when it can run.</summary>
    public static string? WhyUnavailable(ApplicationKind kind) => kind switch
    {
        ApplicationKind.ExpressSession or ApplicationKind.CookieSession => Program("node", "nodejs") ?? Program("npm", "npm"),
        ApplicationKind.Php or ApplicationKind.ResilientPhp => Program("php", "php-cli"),
        ApplicationKind.PhpFpm => PhpFpm is null ? Missing("php-fpm", "php-fpm") : FrontCache.WhyUnavailable(CacheKind.Nginx),
        ApplicationKind.Flask => Module("flask", "python3-flask"),
        ApplicationKind.Django => Module("django", "python3-django"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string? Program(string name, string package) => Executable.Find(name) is null ? Missing(name, package) : null;

    private static string Missing(string name, string package) => $"{name} is neither on PATH nor in /usr/sbin. Install it (apt install {package}).";

    private static string? Module(string name, string package) =>
        File.Exists(Python) && Directory.Exists(Path.Combine(PythonPackages, name)) ? null : $"{name} of Debian's Python is missing. Install it (apt install {package}).";
}
