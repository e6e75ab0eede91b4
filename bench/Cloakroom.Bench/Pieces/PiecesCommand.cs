using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Cloakroom.Bench.Probe;
using Perfolizer.Horology;
using Perfolizer.Mathematics.OutlierDetection;

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
                // Many short iterations: on a machine that does other things as well, the quickest of them are those that it left alone.
                .AddJob(Job.Default
                    .WithToolchain(InProcessEmitToolchain.Instance)
                    .WithIterationTime(TimeInterval.FromMilliseconds(10))
                    .WithWarmupCount(200)
                    .WithIterationCount(400)
                    .WithOutlierMode(OutlierMode.DontRemove))
                .AddColumn(StatisticColumn.Min, StatisticColumn.Q1, StatisticColumn.Median)
                .HideColumns(Column.Mean, Column.Error, Column.StdDev, Column.Job, Column.Toolchain, Column.Gen0, Column.Gen1)
                .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "cloakroom-bench-pieces"));
            BenchmarkSwitcher.FromTypes([typeof(SessionBenchmarks), typeof(RequestBenchmarks), typeof(SealBenchmarks), typeof(ExchangeBenchmarks), typeof(ScanBenchmarks)])
                .Run(arguments.Length == 0 ? ["--filter", "*"] : arguments, config);
        });
        return command;
    }
}
