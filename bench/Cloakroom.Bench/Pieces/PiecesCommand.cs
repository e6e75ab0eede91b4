using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Cloakroom.Bench.Pieces;

/// <summary><c>pieces</c>: BenchmarkDotNet. What follows is BenchmarkDotNet's: <c>--filter '*NearCacheHit'</c>.</summary>
internal static class PiecesCommand
{
    public static Command Create()
    {
        var rest = new Argument<string[]>("arguments") { Description = "BenchmarkDotNet's own.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("pieces", "BenchmarkDotNet over the pieces, and over whole requests without a network.") { rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(result =>
        {
            string[] arguments = [.. result.GetValue(rest) ?? [], .. result.UnmatchedTokens];
            // In this process: the projects that BenchmarkDotNet would generate do not build under this repository's rules.
            var config = ManualConfig.Create(DefaultConfig.Instance)
                .AddJob(Job.ShortRun.WithIterationCount(9).WithToolchain(InProcessEmitToolchain.Instance))
                .AddColumn(StatisticColumn.Min, StatisticColumn.Median)
                .HideColumns(Column.Error, Column.StdDev, Column.Job, Column.Toolchain)
                .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "cloakroom-bench-pieces"));
            BenchmarkSwitcher.FromTypes([typeof(SessionBenchmarks), typeof(RequestBenchmarks)])
                .Run(arguments.Length == 0 ? ["--filter", "*"] : arguments, config);
        });
        return command;
    }
}
