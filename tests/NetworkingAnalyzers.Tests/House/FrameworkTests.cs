using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.RuleBook;

namespace NetworkingAnalyzers.Tests.House;

/// <summary>
/// A fix is offered only where what it puts in exists: the examples of all pages, on every target framework that they compile
/// for, compile again after each fix that is offered there.
/// </summary>
public sealed class FrameworkTests
{
    [Theory]
    [InlineData("net462", LanguageVersion.CSharp7_3, 10)]
    [InlineData("netstandard2.0", LanguageVersion.CSharp7_3, 10)]
    [InlineData("netstandard2.0", LanguageVersion.Latest, 10)]
    [InlineData("net8.0", LanguageVersion.CSharp12, 20)]
    [InlineData("net10.0", LanguageVersion.Latest, 25)]
    public async Task What_a_fix_puts_in_exists_on_the_target(string framework, LanguageVersion language, int atLeast)
    {
        var (offered, broken) = (new HashSet<string>(), new List<string>());
        foreach (var rule in Rule.All.Where(rule => rule.Fix is not null))
        {
            foreach (var example in Page.Read(Path.Combine(References.FromBuild("RepositoryRoot"), rule.PagePath)).Code("flagged"))
            {
                using var workspace = new AdhocWorkspace();
                var document = DocumentOf(workspace, example.Replace("[|", "").Replace("|]", ""), framework, language);
                var compilation = (await document.Project.GetCompilationAsync())!;
                if (ErrorsIn(compilation).Any())
                {
                    // Written for a newer framework or language.
                    continue;
                }

                foreach (var diagnostic in await compilation.WithAnalyzers([rule.Analyzer]).GetAnalyzerDiagnosticsAsync())
                {
                    foreach (var action in await ActionsFor(rule.Fix!, document, diagnostic))
                    {
                        offered.Add(rule.Id);
                        var changed = (await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
                        var after = (await changed.GetDocument(document.Id)!.Project.GetCompilationAsync())!;
                        broken.AddRange(ErrorsIn(after).Select(error => $"{rule.Id}, '{action.Title}': {error}"));
                    }
                }
            }
        }

        Assert.Empty(broken);
        Assert.True(offered.Count >= atLeast, $"only {offered.Count} rules offered a fix: {string.Join(' ', offered.Order())}");
    }

    private static Document DocumentOf(AdhocWorkspace workspace, string code, string framework, LanguageVersion language)
    {
        var isProgram = CSharpSyntaxTree.ParseText(code).GetRoot().ChildNodes().Any(node => node.IsKind(SyntaxKind.GlobalStatement));
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "Example",
            "Example",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                nullableContextOptions: language >= LanguageVersion.CSharp8 ? NullableContextOptions.Enable : NullableContextOptions.Disable,
                specificDiagnosticOptions: Rule.All.ToImmutableDictionary(rule => rule.Id, _ => ReportDiagnostic.Warn)),
            parseOptions: new CSharpParseOptions(language),
            metadataReferences: References.Of(framework)));
        return workspace.AddDocument(project.Id, "Example.cs", Microsoft.CodeAnalysis.Text.SourceText.From(code));
    }

    private static async Task<IReadOnlyList<CodeAction>> ActionsFor(CodeFixProvider fix, Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return actions;
    }

    private static IEnumerable<Diagnostic> ErrorsIn(Compilation compilation) =>
        compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
