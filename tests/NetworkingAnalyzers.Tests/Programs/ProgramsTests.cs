using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Tests.House;

namespace NetworkingAnalyzers.Tests.Programs;

/// <summary>
/// What the rules say of whole programs that were written before anybody looked which rules there are (tests/Programs). The table
/// holds what was seen when it was last written: nothing seen may go away, nothing new may be said of a program that is right.
/// </summary>
public sealed class ProgramsTests
{
    private const string Regenerate = "NETWORKING_PROGRAMS_WRITE";
    private const string Mark = "// BAD: ";

    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly string Folder = Path.Combine(References.FromBuild("RepositoryRoot"), "tests", "Programs");
    private static readonly string Table = Path.Combine(References.FromBuild("RepositoryRoot"), "tests", "NetworkingAnalyzers.Tests", "Programs", "seen.tsv");

    [Fact]
    public async Task What_was_seen_is_seen_still_and_right_programs_are_left_alone()
    {
        var rules = RulesOfClasses();
        var rows = new List<Row>();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Folder, "Bad"), "*.cs").Order(StringComparer.Ordinal))
        {
            rows.AddRange(OfBad(path, await Findings(path), rules));
        }

        foreach (var path in Directory.EnumerateFiles(Path.Combine(Folder, "Good"), "*.cs").Order(StringComparer.Ordinal))
        {
            rows.AddRange((await Findings(path)).Select(finding => new Row(NameOf(path), finding.Line, "good", finding.Rule, finding.Line)));
        }

        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
        {
            await File.WriteAllTextAsync(Table, Format(rows), TestContext.Current.CancellationToken);
            return;
        }

        var before = File.ReadLines(Table).Where(line => !line.StartsWith('#')).ToHashSet();
        var now = rows.Select(row => row.ToString()).ToHashSet();
        var differences = before.Except(now).Select(line => "- " + line).Concat(now.Except(before).Select(line => "+ " + line)).Order(StringComparer.Ordinal);
        Assert.False(!before.SetEquals(now), $"""
            What the rules say of tests/Programs is not what {Path.GetFileName(Table)} says (program, line of the mark, class, rule, its line):
            {string.Join('\n', differences)}
            If each difference is meant (a mark that is seen now, a line that moved), write the table anew:
            {Regenerate}=1 dotnet test tests/NetworkingAnalyzers.Tests --filter FullyQualifiedName~ProgramsTests
            """);
    }

    [Fact]
    public void Each_program_has_a_mended_twin_without_a_mark()
    {
        var bad = Directory.EnumerateFiles(Path.Combine(Folder, "Bad")).Select(Path.GetFileName).Order();
        var good = Directory.EnumerateFiles(Path.Combine(Folder, "Good")).Select(Path.GetFileName).Order();
        Assert.Equal(bad, good);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(Folder, "Good")), path => File.ReadAllText(path).Contains(Mark, StringComparison.Ordinal));
        Assert.All(Directory.EnumerateFiles(Path.Combine(Folder, "Bad")), path => Assert.Contains(Mark, File.ReadAllText(path), StringComparison.Ordinal));
    }

    /// <summary>
    /// A mark is seen where a rule of its class speaks in the marked member, or elsewhere in the program (an open, an accept) of what no
    /// other mark of that class has. Further findings are rows of their own.
    /// </summary>
    private static IEnumerable<Row> OfBad(string path, ImmutableArray<Finding> findings, ImmutableDictionary<string, ImmutableHashSet<string>> rules)
    {
        var marks = File.ReadAllLines(path)
            .Select((text, index) => (Line: index + 1, At: text.IndexOf(Mark, StringComparison.Ordinal), Text: text))
            .Where(line => line.At >= 0)
            .Select(line => (line.Line, Class: line.Text[(line.At + Mark.Length)..].Trim()))
            .ToList();
        var tree = Compile(path).SyntaxTrees.Last();
        var left = findings.ToList();
        var seen = new Dictionary<int, Finding>();
        foreach (var near in new[] { true, false })
        {
            foreach (var mark in marks.Where(mark => !seen.ContainsKey(mark.Line)))
            {
                var member = MemberAt(tree, mark.Line);
                var found = left
                    .Where(finding => rules.TryGetValue(mark.Class, out var ids) && ids.Contains(finding.Rule))
                    .Where(finding => !near || finding.Line == mark.Line || (member is not null && MemberAt(tree, finding.Line) == member))
                    .OrderBy(finding => Math.Abs(finding.Line - mark.Line))
                    .Cast<Finding?>()
                    .FirstOrDefault();
                if (found is { } finding)
                {
                    seen[mark.Line] = finding;
                    left.Remove(finding);
                }
            }
        }

        return marks
            .Select(mark => seen.TryGetValue(mark.Line, out var finding)
                ? new Row(NameOf(path), mark.Line, mark.Class, finding.Rule, finding.Line)
                : new Row(NameOf(path), mark.Line, mark.Class, "-", 0))
            .Concat(left.Select(finding => new Row(NameOf(path), finding.Line, "unmarked", finding.Rule, finding.Line)));
    }

    private static MemberDeclarationSyntax? MemberAt(SyntaxTree tree, int line)
    {
        var start = tree.GetText().Lines[line - 1];
        var token = tree.GetRoot().FindToken(start.Start + (start.ToString().Length - start.ToString().TrimStart().Length));
        return token.Parent?.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault(member => member is not BaseTypeDeclarationSyntax and not BaseNamespaceDeclarationSyntax);
    }

    private static async Task<ImmutableArray<Finding>> Findings(string path)
    {
        var compilation = Compile(path);
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Empty(errors.Select(error => error.ToString()));
        var diagnostics = await Stage.Diagnose(compilation, TestContext.Current.CancellationToken);
        return
        [
            .. diagnostics
                .Where(diagnostic => diagnostic.Descriptor.IsEnabledByDefault)
                .Select(diagnostic => new Finding(diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1, diagnostic.Id))
                .Order(),
        ];
    }

    private static Compilation Compile(string path) => Compile(path, File.ReadAllText(path));

    /// <summary>The program as a library on .NET 10 and ASP.NET Core, with the usings that every project has.</summary>
    internal static Compilation Compile(string path, string text) =>
        Stage.Compile([("GlobalUsings.cs", GlobalUsings), (Path.GetFileName(path), text)], References.Net100);

    /// <summary>Which rules answer for a class of mistakes: Scan's table for the classes it has, our own for the others.</summary>
    private static ImmutableDictionary<string, ImmutableHashSet<string>> RulesOfClasses()
    {
        string[] tables =
        [
            Path.Combine(References.FromBuild("RepositoryRoot"), "src", "Scan", "Recall", "classes.tsv"),
            Path.Combine(Folder, "classes.tsv"),
        ];
        return tables
            .SelectMany(table => File.ReadLines(table).Skip(1))
            .Select(line => line.Split('\t'))
            .GroupBy(cells => cells[0], cells => cells.ElementAtOrDefault(1) ?? "")
            .ToImmutableDictionary(group => group.Key, group => group.SelectMany(ids => ids.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToImmutableHashSet());
    }

    private static string Format(List<Row> rows)
    {
        var marks = rows.Where(row => row.Class is not "good" and not "unmarked").ToList();
        var programs = marks.GroupBy(row => row.Program).ToList();
        string[] head =
        [
            "# What the rules that are on by default say of tests/Programs; written by ProgramsTests.",
            $"# {marks.Count(row => row.Rule != "-")} of {marks.Count} marks seen; every mark seen in {programs.Count(program => program.All(row => row.Rule != "-"))} of {programs.Count} programs, none in {programs.Count(program => program.All(row => row.Rule == "-"))}.",
            $"# {rows.Count(row => row.Class == "good")} findings in programs that are right, {rows.Count(row => row.Class == "unmarked")} in the others where no mark is.",
            "# program, line of the mark, class, rule that sees it, line of its finding",
        ];
        return string.Join('\n', [.. head, .. rows.Select(row => row.ToString())]) + "\n";
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    private readonly record struct Finding(int Line, string Rule) : IComparable<Finding>
    {
        public int CompareTo(Finding other) => (Line, Rule).CompareTo((other.Line, other.Rule));
    }

    private readonly record struct Row(string Program, int Line, string Class, string Rule, int At)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Program}\t{Line}\t{Class}\t{Rule}\t{(At == 0 ? "-" : At)}");
    }
}
