using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Tests.House;

namespace NetworkingAnalyzers.Tests.Programs;

/// <summary>
/// A rule understands code, not text: written in another way that means the same (<see cref="Rewritings"/>), a program gets the same findings at the same lines. What is different all the same stands in
/// a table: a difference that goes is good news, a new one is a rule that looks at the text.
/// </summary>
public sealed class RewritingTests
{
    private const string Regenerate = "NETWORKING_PROGRAMS_WRITE";

    private static readonly string Folder = Path.Combine(References.FromBuild("RepositoryRoot"), "tests", "Programs");
    private static readonly string Table = Path.Combine(References.FromBuild("RepositoryRoot"), "tests", "NetworkingAnalyzers.Tests", "Programs", "rewritten.tsv");

    /// <summary>The fifty programs beside this and their mended twins; all 533 in <see cref="All_programs"/>.</summary>
    [Fact]
    public async Task What_is_said_does_not_depend_on_how_it_is_written()
    {
        var paths = new[] { "Bad", "Good" }.SelectMany(kind => Directory.EnumerateFiles(Path.Combine(Folder, kind), "*.cs"));
        var now = await Differences(paths);
        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
        {
            await File.WriteAllTextAsync(Table, "# rewriting, rule, program, line, what became of its finding there; written by RewritingTests\n" + string.Concat(now.Select(row => row + "\n")), TestContext.Current.CancellationToken);
            return;
        }

        var before = (await File.ReadAllLinesAsync(Table, TestContext.Current.CancellationToken)).Where(line => !line.StartsWith('#')).ToList();
        Assert.True(before.SequenceEqual(now), $"""
            Programs that mean the same are told otherwise than {Path.GetFileName(Table)} says (rewriting, rule, program, line):
            {string.Join('\n', before.Except(now).Select(row => "- " + row).Concat(now.Except(before).Select(row => "+ " + row)))}
            A line with "-" is a difference that is gone. If each is meant, write the table anew:
            {Regenerate}=1 dotnet test tests/NetworkingAnalyzers.Tests --filter FullyQualifiedName~RewritingTests
            """);
    }

    /// <summary>All programs, a few minutes: prints the differences. dotnet run --project tests/NetworkingAnalyzers.Tests -- -explicit only -method *All_programs -showLiveOutput.</summary>
    [Fact(Explicit = true)]
    public async Task All_programs()
    {
        foreach (var row in await Differences(Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)))
        {
            TestContext.Current.TestOutputHelper?.WriteLine(row);
        }
    }

    private static async Task<List<string>> Differences(IEnumerable<string> paths)
    {
        var rows = new List<string>();
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            var original = ProgramsTests.Compile(path, text);
            var tree = original.SyntaxTrees.Last();
            var before = await Findings(original);
            foreach (var (name, rewriting) in Rewritings.All)
            {
                var changed = Rewritings.Apply(text, rewriting(await tree.GetRootAsync(TestContext.Current.CancellationToken), original.GetSemanticModel(tree)));
                if (changed == text || ProgramsTests.Compile(path, changed) is var compilation && compilation.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
                {
                    // A task where a value task is wanted, a receiver that is assigned nowhere: this way it cannot be written.
                    continue;
                }

                var after = await Findings(compilation);
                rows.AddRange(before.Except(after).Select(finding => Row(name, finding, path, "lost")).Concat(after.Except(before).Select(finding => Row(name, finding, path, "new"))));
            }
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private static string Row(string rewriting, (string Rule, int Line) finding, string path, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{rewriting}\t{finding.Rule}\t{Path.GetRelativePath(Folder, path).Replace('\\', '/')}\t{finding.Line}\t{what}");

    private static async Task<HashSet<(string Rule, int Line)>> Findings(Compilation compilation) =>
        [.. (await Stage.Diagnose(compilation, TestContext.Current.CancellationToken)).Select(diagnostic => (diagnostic.Id, diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1))];
}
