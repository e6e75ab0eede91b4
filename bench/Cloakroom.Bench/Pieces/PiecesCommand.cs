using System.CommandLine;

namespace Cloakroom.Bench.Pieces;
internal static class PiecesCommand { public static Command Create() => new("pieces", "x"); }
