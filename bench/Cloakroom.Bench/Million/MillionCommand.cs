using System.CommandLine;

namespace Cloakroom.Bench.Million;
internal static class MillionCommand { public static Command Create() => new("million", "x"); }
