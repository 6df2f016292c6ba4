using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.RuleBook;

namespace NetworkingAnalyzers.Tests.House;

/// <summary>A page says what is so: its facts follow from the code, its examples are run.</summary>
public sealed class PageTests
{
    private static readonly string Root = References.FromBuild("RepositoryRoot");

    public static TheoryData<string> Ids => [.. Rule.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_has_its_sections_and_none_is_empty(string id)
    {
        var (rule, page) = Of(id);
        var fix = rule.Fix is null ? "Why there is no fix" : "What changes when you apply the fix";
        string[] setting = Settings.All.Any(setting => setting.Rule == id) ? ["Setting"] : [];
        Assert.Equal(["Why", "Example", fix, "Quiet on purpose", .. setting, "Seen failing", "See also"], page.Sections);
        Assert.StartsWith(id + ": ", page.Title, StringComparison.Ordinal);
        Assert.All(page.Sections, section => Assert.True(page.Section(section).Length > 40, $"'{section}' says next to nothing"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_names_the_experiment_and_the_experiment_exists(string id)
    {
        var (rule, page) = Of(id);
        Assert.StartsWith("`" + rule.ExperimentPath + "`: ", page.Section("Seen failing"), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Root, rule.ExperimentPath)), rule.ExperimentPath);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_flagged_example_compiles_and_raises_exactly_at_its_marks_and_no_other_rule_speaks(string id)
    {
        var examples = Of(id).Page.Code("flagged");
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            TestFileMarkupParser.GetSpans(example, out var code, out ImmutableArray<TextSpan> marks);
            Assert.NotEmpty(marks);
            var diagnostics = await Run(code, id);
            Assert.Equal(
                marks.Select(mark => (id, mark)).Order(),
                diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan)).Order());
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_quiet_example_compiles_and_no_rule_speaks(string id)
    {
        var examples = Of(id).Page.Code("quiet");
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            Assert.Empty(await Run(example, id));
        }
    }

    [Fact]
    public void Generated_facts_and_the_table_are_in_step() =>
        Assert.Empty(Docs.Check(Root, typeof(NetworkingRule).Assembly.GetName().Version!.ToString(3)));

    /// <summary>What the page's own rule says, on by default or not, and all that are on by default.</summary>
    private static async Task<ImmutableArray<Diagnostic>> Run(string code, string id)
    {
        var output = CSharpSyntaxTree.ParseText(code).GetRoot().ChildNodes().Any(node => node.IsKind(SyntaxKind.GlobalStatement))
            ? OutputKind.ConsoleApplication
            : OutputKind.DynamicallyLinkedLibrary;
        var compilation = Stage.Compile([("Example.cs", code)], References.Net100, output);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return (await Stage.Diagnose(compilation)).Where(diagnostic => diagnostic.Id == id || diagnostic.Descriptor.IsEnabledByDefault).ToImmutableArray();
    }

    private static (Rule Rule, Page Page) Of(string id)
    {
        var rule = Rule.All.Single(rule => rule.Id == id);
        return (rule, Page.Read(Path.Combine(Root, rule.PagePath)));
    }
}
